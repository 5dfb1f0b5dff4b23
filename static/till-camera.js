// The till's camera: the texts of the QR codes it sees, by the browser's own reader or, where it has none, by ours.
//
//   open(video, seen, lost) → { torch, pause(isPaused), close() }, or the error of getUserMedia
//
// seen is called with the text of each picture that has one, lost when the camera is taken away. torch(isOn) is null
// where the camera has no light.

const LOOK_MS = 80; // between two pictures
const WIDEST = 960; // pixels of a picture for our reader; as many as a phone at arm's length needs
const READER = "/static/qr-reader.js";
const WISHES = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };

export async function open(video, seen, lost) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: WISHES }), [track] = stream.getVideoTracks();
  const reader = (await native()) ?? own();
  let isPaused = false, isClosed = false;
  track.addEventListener("ended", lost);
  video.srcObject = stream;
  play(video);

  async function look() {
    const text = isPaused ? null : await reader.read(video).catch(() => null);
    if (isClosed) return;
    if (text && !isPaused) seen(text);
    setTimeout(look, LOOK_MS);
  }
  look();

  return {
    torch: track.getCapabilities?.().torch ? (isOn) => track.applyConstraints({ advanced: [{ torch: isOn }] }) : null,
    pause(now) {
      isPaused = now;
      track.enabled = !now; // the light beside the lens goes out
      if (now) video.pause(); else play(video);
    },
    close() {
      isClosed = true;
      track.stop();
      video.srcObject = null;
      reader.close();
    },
  };
}

function play(video) {
  video.play().catch(() => {}); // a picture that does not move is read as well
}

async function native() {
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return { read: async (video) => (await detector.detect(video))[0]?.rawValue, close() {} };
}

function own() {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
  const worker = hired();
  return {
    async read(video) {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
      const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      return worker.read(pen.getImageData(0, 0, canvas.width, canvas.height));
    },
    close: worker.close,
  };
}

// Our reader beside the page, so that the page stays smooth; or in it, where a browser has no such workers.
function hired() {
  let worker = null;
  try { worker = new Worker(READER, { type: "module" }); } catch { /* then in the page */ }
  const close = () => { worker?.terminate(); worker = null; };
  const ask = ({ data, width, height }) => new Promise((resolve, reject) => {
    worker.onmessage = (answer) => resolve(answer.data);
    worker.onerror = reject;
    worker.postMessage({ data, width, height }, [data.buffer]);
  });
  const read = async (image) => {
    if (worker) return ask(image).catch(() => { close(); return null; });
    return (await import(READER)).read(image);
  };
  return { read, close };
}
