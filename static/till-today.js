// Whatever has the focus on the list of the day, a scan goes on to the next customer.
"use strict";

const field = document.getElementById("code");

document.addEventListener("keydown", (event) => {
  const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (types && event.target !== field && event.key !== " ") field.focus();
  if (event.key === "Tab" && event.target === field && field.value) { event.preventDefault(); field.form.submit(); }
});
