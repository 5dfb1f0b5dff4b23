"""The words of an order to stop by their role in it, one table a language, for roles.py.

    cease    makes an end of it                      contact    writes to somebody, and needs no object
    send     writes to somebody, given an object     texts      what is written
    text     may be either of the two                things     what is sent, unnamed
    not      denies                                  cannot     denies, and never commands
    more     again, any more                         want       wishes, likes, needs
    get      receives                                reached    is written to
    remove   takes away                              lift       takes, if "off" follows
    off      what follows it                         exit       goes away, if from a list
    me       whom                                    number     by what we reach them
    list     where it stands                         you        who is to do it: "I don't want you texting me"
    drop     calls off                               deal       what they agreed to
    tired    has had enough                          complaint  says why, beside a stop of one word
    unsub    is an order of its own                  peace      is one whatever else is said
    join     begins a new thought, as please does    told       before an order makes it a tale: a question, an if
    measure  bounds it: so many, for now             other      gives it another object: a booking, a new number
    filler   says nothing

A line holds phrases as in replies_words.py; a star stands for any ending. not_send and the like are words that are

two roles at once. Words that another language has for something else hurt nobody: a frame is read in one language at a
time. Everybody's words are in ANY, and come first.
"""

ANY = {
    "cease": "stop, stopp, stoppen, stahp, stpo, sotp, tsop, stip, stp, stob, stopt, sttop, sstop, stopit",
    "texts": "sms, newsletter, newsletters, marketing, mms, whatsapp",
    "text": "spam",
    "not": "dont, do not, never",
    "cannot": "cant, wont, didnt, doesnt, cannot",
    "list": "database, mailing list",
    "join": "please, pls, plz, plss",
    "other": "non stop, nonstop",
    "filler": "lol, omg, wtf, fucking, fuckin, ok, hey, hi, hello, sorry, bitte, stupid, damn, bro",
}

WORDS = {
    "en": {
        "cease": """
            you do not have permission to, you dont have permission/consent to
            you dont have my permission/consent to, you do not have my permission/consent to, no permission to
            did not give you permission to, didnt give you permission to, cut it out with, knock it off with
            you are not authorized to, not allowed to, no one gave you permission to, forbid, prohibit
            knock off, cut out, enough with, turn off, turn them off, switch off, shut off, deactivate, disable
            suspend, no mo, stahhp, would you stop, make it/this/these stop, ceasing, leave off
            give it a rest with, abstain from, be done with, end all, drop the, nix, stap, quit, cease, halt
            discontinue, enough, no more, lay off, refrain from, desist from, put an end to, knock it off
            cut it out, stopping, spare me, no stop/quit/cease
        """,
        "contact": """
            hitting my line, hit my line, hitting my phone, hit my phone, messing with me, sliding into, disturb
            badger, badgering, spam texting, text messaging, robotexting, nagging, nag, communicating with
            communicate with, approach, trying to reach, blasting, flooding, clogging, cluttering
            filling up my phone, contact me, advertise to, advertising to, marketing to, market to, sexting
            texting, contacting, messaging, spamming, bothering, harassing, annoying, bugging, pestering
            calling, txting, textin, messagin, spammin, writing, emailing, reaching out, hitting me/us up
            contact, bother, harass, blowing up my phone/cell, blow up my phone, bombarding, hounding, write
            call, pinging, soliciting, solicit, hitting my phone up, bombard, pester, disturbing, reach out
        """,
        "send": """
            sending out, sends, pushing, push, mailing, mail, delivering, forwarding, giving, issue, transmit
            sendng, seding, send, sending, sendin, sent, forward, deliver, shoot, snd
        """,
        "texts": """
            text blasts, pitches, sales pitches, solicitation texts, spam texts, campaigns, marketing campaign
            bulletins, mass texts, promo codes, robotexts, announcements, notices, text alerts, sms alerts
            sms messages, messeges, mesages, massages, texes, textes, texts, messages, msgs, txts, alerts
            notifications, ads, adverts, advert, advertisements, advertising, promos, promotions, promotional
            junk, solicitations, solicitation, communications, communication, blasts, messges, correspondence
            offers, updates, text/txt messages/message/msgs, reminders, garbage, marketing text, marketing texts
            marketing message, marketing messages, promo text, promo texts, promo message, promo messages
            spam text, spam message, spam messages
        """,
        "text": "text, message, txt, msg",
        "things": """
            anything else, this, these, those, anything, stuff, things, crap, shit, bs, them, any of this
            nonsense
        """,
        "not": """
            donot, dont you, don, dotn, do no, dnot, dnt, neva, under no circumstances, please no, not, no
            no longer
        """,
        "cannot": """
            can not, isnt, havent, hasnt, wouldnt, shouldnt, couldnt, did not, does not, will not, would not
            have not, unable, impossible, hardly, without
        """,
        "more": """
            going forward, in the future, at all, whatsoever, from now on, any further, eva, ever, anymore
            again, any more, more, further, another, ever again, any longer, henceforth
        """,
        "want": """
            id like/love/prefer/rather/appreciate, i would/will like/love/prefer/rather/appreciate, would prefer
            would rather, rather, prefer, care about, signed up for, sign up for, asked for, ask for, consent to
            agree to, subscribe to, wish for, opted in to, have any interest in, have interest in, need or want
            want or need, down for, here for, welcome, tolerate, requesting, expect, permission to
            give you permission to, interest in, use for, care to, do want, want, wanna, wish, need, like
            care for, interested in, desire, intend to, appreciate, authorize
        """,
        "get": """
            be getting, be receiving, be hearing, hear from, keep getting, keep receiving, get any
            continue receiving, continue to receive, continue getting, read, be sent, be included in
            be a part of, be part of, participate in, receive, recieve, receieve, get, getting, receiving
            recieving, hear, hearing, see, seeing, gettin, be on
        """,
        "reached": """
            pinged, harassed, reached, marketed to, advertised to, hassled, notified, bugged, pestered, emailed
            contacted, texted, messaged, called, spammed, bothered, disturbed, solicited
        """,
        "remove": """
            expunge, unregister, unenroll, un enroll, disenroll, deleting, exclude, excluded, eliminate
            cross off, wiped, purged, omit, cleared, removal of, deletion of, remove off, unsubscribe, opt out
            have removed, deregister, untick, remove, removed, delete, deleted, erase, erased, scrub, strike
            purge, wipe, lose, unlist, taken off, taken out of, get rid of, removing, take off, clear, unlink
        """,
        "lift": "took, taken, taking, take, pull, cut, keep, kick",
        "off": "off of, off, outta, out, from",
        "me": "me, us, myself",
        "number": """
            his/her/their number/name/details, my/this line/device/landline/mobile/entry/profile/contact/account
            my name and number, my number and name, my cell number, my phone number
            my personal/private/contact details/number/cell, our contact, me and my number
            any of my info/data/information, all my info/data/information/details, my number, my phone, my cell
            my info, my information, my details, my name, my data, my digits, my num, my no, my record
            this number, this phone, this cell, this info, this information, this details, this name, this data
            this digits, this num, this no, this record, our number, our phone, our cell, our info
            our information, our details, our name, our data, our mobile, our digits, our num, our no
            our record, my phone info, my phone information, my phone details, my phone data, my cell info
            my cell information, my cell details, my cell data, my mobile number, my mobile info
            my mobile information, my mobile details, my mobile data, my contact info, my contact information
            my contact data, this phone number, this phone info, this phone information, this phone details
            this phone data, this cell number, this cell info, this cell information, this cell details
            this cell data, this mobile number, this mobile info, this mobile information, this mobile details
            this mobile data, this contact number, this contact info, this contact information
            this contact details, this contact data, my personal data, my personal information, my personal info
        """,
        "list": """
            address book, phonebook, phone book, rotation, thread, chain, text chain, group text, blast list
            program, text program, sms program, service, messaging service, directory, mailing lists
            rewards texts, roll, data base, databse, spreadsheet, crm, promotions list, promo list, alerts list
            campaign, list, lists, databases, system, systems, records, contact/contacts list/lists, contacts
            roster, distro, texting list, texting lists, call list, call lists, calling list, calling lists
            marketing list, marketing lists, distribution list, distribution lists, phone list, phone lists
            text list, text lists, sms list, sms lists, email list, email lists, subscriber list
            subscriber lists, distribution, mailings, files, subscription list, rolls
        """,
        "you": "you, u, yall, you to, you guys, you people",
        "drop": "cancel, end, revoke, withdraw, terminate, rescind, ending, revoking, cancelling, canceling",
        "deal": """
            text subscription, text service, text membership, sms subscription, sms service, sms membership
            membership to texts, text club, optin, agreement to texts, consent to be contacted, subscription
            subscriptions, consent, permission, authorization, authorisation, opt in, subscribtion, sign up
            enrollment, alerts subscription
        """,
        "tired": """
            over these, over the, im over, sick and tired of, cant stand, cannot stand, annoyed with
            irritated by, exhausted by, done getting, drowning in, bombarded with/by, harassed with/by
            spammed with/by, sick of, tired of, fed up with, fed up of, annoyed by, annoyed at, had enough of
            done with, had it with, over it with, bored of
        """,
        "complaint": """
            signed me up, signed up by mistake, no longer a customer/customers/member, no longer customers
            not customers, not a customer, never been, never a customer, never shopped, dont shop, moved away
            no longer live, dont live, report you, reported, report this, reporting this, im reporting
            block you, blocking you, block this number, sue, police, cops, the authorities, small claims, dnc
            do not call list, do not call registry, i was never, not your customer, no idea who
            never/didnt sign/signed up, did not sign up, never/didnt subscribe/subscribed
            never/didnt ask/asked/agree/agreed/consent/consented/opt/opted, never gave, dont know you
            dont know who you are, i dont know who this is, not interested, no longer interested
            driving me crazy/nuts/insane, wasting my time, blocked, reporting you, sue you, lawyer, attorney
            ftc, fcc, harassment, illegal, unsolicited, for the last time, last time, how many times
            already told you, already asked, didnt give, did not give
        """,
        "unsub": """
            on subscribe, leave this/the/your list/group/program/chat/service
            leave your/the/this mailing/text/sms list, exit this/the/your list/program/group, opt my number out
            unsub me, unsubscribing me, opt us out, optmeout, unsubscibe, unsubsribe, unsubcribe, unscribe
            unsuscribed, desubscribe, de subscribe, de register, un register, opt this number out, opt out me
            unsubscribed, unsubscribing, unsub, unsuscribe, opt me out, optout, opting out, opted out
        """,
        "peace": """
            leave me/us alone, leave me tf/the fuck/the hell/the heck alone, let me be, piss off, fuck off
            buzz off, get lost, go to hell
        """,
        "join": "and, so, but, because, just, thanks, then, kindly, now, plus",
        "told": """
            my wife/husband says/said/wants/wont/cant/told/loves, you will, until you, i thought, remember
            i saw, i got, i got your, showed, shows, says, im/am not getting/receiving, dont/didnt get/receive
            stopped, tell, telling, told, if, unless, until, when, whenever, why, how, where, what, did, does
            do you, are you, have you, had you, he, she, they, friend, mom, mum, dad, boss, kids, boyfriend
            girlfriend, want/wants/love to text/message/write/call/contact, love, loved, you dont/never/not
            they dont/never/not, i never/dont/not text/message/call/send/write/contact
            we dont/never text/send/call/write/message, whether, we never, you/they no longer
            you guys never/dont, get/getting/got/received/receive no, reply, there are no
            i/it/this/that will/would/could/can/must/should, ill, id, itll, i have to/had to, the end, end of
            glad, happy, hope you dont, forgot to, nobody, everyone, who, said you would, you stopped, lets
        """,
        "measure": """
            so many, too many, as many, as often, so often, that many, so much, too much, too often, less, fewer
            am, pm, late, early, back, first, a break, for now, this week, this month, for a while, every day
            daily
        """,
        "other": """
            old/new number/phone/address/one/email/cell/time/date, old phone number, new phone number
            wrong order/item/size, game, please/me/call/only/can text me, booking, bookings, reservation, table
            order, orders, appointment, ticket, tickets, delivery, waiting, waitlist, guest list, wait list
            wish list, shopping list, playlist, only, except, today, tonight, tomorrow, monday, tuesday
            wednesday, thursday, friday, saturday, sunday, night, nights, morning, mornings, evening, evenings
            before, while, him, instead, other number, bus, stop by/at/in/here, during, till, midnight, bill
            card, onions, updated, change, replace, twice, double, duplicate, both, menu, raffle, but keep
            but not, but still, in english, in spanish, in french, in german, birthday
        """,
        "lift_me_off": """
            take/get/pull/keep/drop/cut me/us of, take/drop/cut me/us from, kick/boot me/us off
            take me outta/out of, take/get/keep me/us off, sign me off
        """,
        "filler": """
            i would be grateful if, id be grateful if, i would be so grateful if, it would be great if
            it would be nice if, my wife, my husband, i would be grateful, i would appreciate it if
            id be grateful, it would be great, it would be nice, grateful if, appreciate it if, appreciate if
            great if, nice if, glad if, thankful if, kind enough to, be so kind as to, good enough to
            told/asked you to, told you guys, told you people, i have told, i have asked, multiple times
            several times, many times, sir or madam, whom it may concern, husband, wife, passed away, mother
            father, deceased, the hell, the heck, the fuck, tf, bruh, fam, bruv, mate, pal, buddy, karen, dear
            maam, so called, ridiculous, dumb, silly, pointless, horrible, worthless, bogus, random, junky, up
            into, onto, under, over, even, also, too, either, one, two, if possible, if you can, if you could
            if you would, if you dont mind, if you please, earliest convenience, phones, cell, mobile, use
            using, sharing, kinds, sorts, purposes, future, regarding, concerning, around, day, long, time
            times, hereby, formally, officially, respectfully, politely, nicely, we, our, fking, effing, frickin
            bloody, wanker, wankers, lads, y, n, r, do, make, made, makes, turn, wants, hell, gonna, got, gotta
            need you to, want you to, id like you to, would like you to, id appreciate it if you
            would appreciate it if you, i asked you to, ive asked you to, i need you to, i want you to
            im asking you to, you need to, you have to, you must, you should, im going to ask you to, mind
            do you mind, would you mind, told/asked/telling/asking you/yall, i said, begging you, that, the, a
            an, any, all, of, to, at, about, for, with, your, ur, youre, im, i, is, it, already, right
            immediately, asap, whatever, every, single, bullshit, constant, endless, useless, unwanted, goddamn
            freaking, friggin, there, here, being, be, been, are, was, have, had, has, would, could, can, will
            shall, simply, actually, honestly, seriously, really, anyone, any kind, type, sort, my, via, through
            by, on, in, or, as, per, company, business, store, shop, such, like this, way, man, dude, idiots
            morons, assholes, jerks, folks, people, team
        """,
    },
    "it": {
        "cease": """
            diffid*, vi proibisco di, vi vieto di, vieto di, evitat*, evit*, fermat*, stoppat*, disattivat*
            bloccat*, finire di, finirla di/con, finirla, di finirla, la vogliamo finire, ne ho abbastanza di
            abbastanza, astenersi, astenetevi, astenervi, fine a, ponete fine a, mettete fine a
            fatela finita con, non più, mai più, sospendete, chiudetela con, piantarla, di piantarla, aboli*
            smett*, basta, finitela, finiscila, finite di, piantatela, piantala, piantate, cessate, cessare
            interromp*, fatela finita, falla finita, la finite, la smett*, la piant*, smettessero, stop alle
            stop ai, nessun altro
        """,
        "contact": """
            contattarmi, cercar*, cercate*, messaggiare, rompermi, rompermi le scatole, romperci, chiamare
            telefonar*, telefonate*, importunate*, infastidite*, inondar*, riempir*, riempite*, intas*
            scocciar*, scocciate*, scrivete*, scrivere, scriver*, scrivi, scrivimi, scriva, scrivano, contattare
            contattar*, contattate*, contatti, contatta*, contattatem*, disturbare, disturbar*, disturbate*
            disturbi, inrompere, spammar*, spammate*, chiamate*, chiamar*, chiami, importun*, tormentar*
            tormentate*, assill*, molest*, bombardar*, bombardate*, messaggiar*, tempest*, stressar*, stressate*
        """,
        "send": """
            mandarmele, mandarmeli, rimandar*, recapit*, propin*, mandarci, inviarci, invio, l'invio, mandasse*
            inviaste, trasmett*, mandate*, mandar*, manda, mandi, mandino, mandami, inviate*, inviar*, invii
            inviino, invia, spedire, spedir*, spedite*, recapitar*, inoltrar*, inoltrate*
        """,
        "texts": """
            messaggino, messaggini, comunicati, sconti, mess, msgs, massaggi, contenuti
            informazioni commerciali, sollecitazioni, contatti commerciali, telefonate, chiamate, spot
            volantini, messagg*, pubblicit*, promozion*, offert*, mail, email, notific*, comunicazion*, avvisi
            promo, robaccia, messagini, msg, messaggistica, propaganda
        """,
        "things": "roba, cose, cosa, queste cose, sta roba, stronzate, cavolate, cazzate, schifezze, questo, questi",
        "not": """
            nulla, nn, nemmeno, neanche, mica, alcun, alcuna, niente altro, non, nessun, nessuna, nessuno
            niente, mai, no, vietato
        """,
        "cannot": """
            non riesco, non posso, non puoi, non potete, impossibile, non si può, senza, non avete, non ho
            non ha, non hai
        """,
        "more": """
            ulteriormente, di nuovo, in futuro, d'ora in avanti, oltre, più, altri, altre, altro, ulterior*
            d'ora in poi
        """,
        "want": """
            intenzione, ho intenzione di, ho voglia di, piacere, acconsento, acconsentito, consento
            presto il consenso, do il consenso, dato il consenso, accetto, ho bisogno di
            sono interessato/interessata a, bisogno, mi va di, richiesto, chiesto, preferirei, preferisco
            tollero, sopporto, voglio, vogliamo, desider*, vorrei, intend*, gradisc*, gradir*, volevo, interess*
            autorizz*, servono
        """,
        "get": """
            ricevermi, ritrovarmi, continuare a ricevere, ricevervi, leggervi, sentirvi, vedermi arrivare
            mi arrivino, arrivino, essere iscritto/iscritta, ricever*, avere, riceverne, vedere, leggere, essere
            sentir*
        """,
        "reached": """
            contattati, molestato, molestata, essere contattato/contattata, chiamata, contattato, contattata
            disturbato, disturbata, importunato, importunata, infastidito, chiamato
        """,
        "remove": """
            rimozione, cancellazione, eliminazione, depennamento, esclusione, cassat*, dimenticat*, tirate fuori
            tiratemi fuori, scordat*, toglierci, toglieteci, elimin*, escludetemi, stralciate, cancellato
            disattiv*, cancell*, togli*, rimuov*, depenn*, leva, levar*, levate*, tolga, tolgano, tolgan*
            rimoss*, tolto, tolta, scancell*, escluder*, escludete*
        """,
        "exit": "uscire, uscir*, esco",
        "me": "mi, ci, me, mene, noi",
        "number": """
            numero di telefono/cellulare, il mio numero di telefono/cellulare, mio numero di telefono/cellulare
            mie generalità, mio contatto, nostro numero, a questo/mio numero, mia linea, mie coordinate
            i miei dati personali, miei dati personali, cellulare, recapiti, mio profilo, mio numero
            mio nominativo, mio cellulare, mio recapito, mio telefono, questo numero, questo contatto
            questo nominativo, questo cellulare, questo recapito, questo telefono, nostro contatto
            nostro nominativo, nostro cellulare, nostro recapito, nostro telefono, miei dati, numero, nominativo
            mia utenza, mie informazioni, numero mio, mio nome, dati personali
        """,
        "list": """
            gruppo, lista contatti, liste marketing, vostri sistemi, db, liste di distribuzione
            lista di distribuzione, broadcast, contatto, vostre liste, rubriche, lista, liste, elenco, elenchi
            rubrica, archivio, archivi, registro, sistema, banca dati, sistemi, mailing
        """,
        "you": "che",
        "drop": """
            revoca, disdetta, recesso, recedo da, disiscrizione da, annullamento, ritiro, nego, negare, oppongo
            mi oppongo, opposizione, chiud*, revoc*, annull*, disd*, ritir*, recedo, recedere, termin*, sospend*
            cess*
        """,
        "deal": """
            consenso marketing, abbonamenti, iscrizioni, permesso, adesioni, trattamento, al trattamento
            liberatoria, consenso, iscrizione, abbonamento, autorizzazione, servizio, consensi, sottoscrizione
            adesione, servizio sms
        """,
        "tired": """
            non sopporto più, non ne posso più di, non reggo più, rompete le scatole
            rotto i coglioni/maroni/cosiddetti, rompiscatole, stufato, mi avete stancato/stufato/rotto
            avete stancato/stufato/rotto, basta di, satura, saturo, stressando, seccato, infastidito da
            esasperato, esasperata, stufo, stufa, stufi, stanco, stanca, rotto le scatole, rotto le palle
            rotto le coglioni, rotto le maroni, rotto le cazzo, rotto le balle, rotto le anima, rotto i scatole
            rotto i palle, rotto i cazzo, rotto i balle, rotto i anima, rotto il scatole, rotto il palle
            rotto il coglioni, rotto il maroni, rotto il cazzo, rotto il balle, rotto il anima
            stufato le scatole, stufato le palle, stufato le coglioni, stufato le maroni, stufato le cazzo
            stufato le balle, stufato le anima, stufato i scatole, stufato i palle, stufato i coglioni
            stufato i maroni, stufato i cazzo, stufato i balle, stufato i anima, stufato il scatole
            stufato il palle, stufato il coglioni, stufato il maroni, stufato il cazzo, stufato il balle
            stufato il anima, non se ne può più di, odio, stancato, non ne posso più, scocciato, stressato
        """,
        "complaint": """
            non sono cliente, non/nn mi interessa, non/nn mi interessano, non sono interessato/interessata
            non ho mai dato/chiesto/autorizzato/firmato/richiesto, mai dato il consenso, mai autorizzato
            chi vi ha dato, non vi conosco, vi denuncio, garante, avvocato, quante volte, non so chi siate
            denuncia, mai chiesto, non ho chiesto
        """,
        "unsub": """
            disiscrizione, disabbon*, disinscriv*, unsubscribe, annulla iscrizione, cancella iscrizione
            togliere iscrizione, cancellare iscrizione, cancellazione dal servizio, desiscriv*, deiscriv*
            disicriv*, disiscri*, disinscri*, disiscriz*, disdire
        """,
        "peace": """
            lasciami/lasciatemi in pace, mi lasci/lasciate in pace, lasciarmi in pace, andate a quel paese
            vaffanculo, fuori dai piedi, non rompete, non rompere
        """,
        "join": """
            chiedo, richiedo, vi chiedo, si prega, pregasi, vi chiederei, gentilissimi, spett, e, quindi, allora
            grazie, favore, prego, ma, perciò, per cortesia, gentilmente, così, vi prego
        """,
        "told": """
            scrivo, mando, chiamo, ho ricevuto, non mi avete, mi arrivano, se, quando, perché, come, dove, chi
            lui, lei mi, mia moglie, mio marito, amico, amica, figlio, figlia, ricevo, non ricevo
            basta un/una/uno/il/la/mandare/inviare/scrivere, adoro, amo, mi piacciono, rispondi, devo, dobbiamo
            posso, bisogna, forse, spero, quale, fino a
        """,
        "measure": "troppi, troppe, così tanti, così tante, meno, per ora, per adesso, tutti i giorni, ogni giorno",
        "other": """
            nuovo/vecchio/altro numero/cellulare/indirizzo, prenotazion*, tavol*, ordin*, appuntament*
            bigliett*, consegn*, sabato, domenica, lunedì, martedì, mercoledì, giovedì, venerdì, oggi, domani
            stasera, stanotte, notte, sera, mattina, solo, soltanto, tranne, eccetto, prima, dopo
            tutti questi giorni, conto, cipoll*, invece, riunione, lavoro, durante, doppio, doppi, doppia
            aggiorn*, cambi*, due volte, prova, attesa
        """,
        "remove_me": """
            toglimi, toglietemi, cancellateci, rimuoveteci, cancellarci, tirami fuori, depennami, disattivatemi
            disattivami, cancellami, cancellatemi, cancellarmi, togliermi, rimuovimi, rimuovetemi, rimuovermi
            eliminami, eliminatemi, eliminarmi, levami, levatemi, levarmi, depennatemi, mi cancelli, mi tolga
            mi rimuova
        """,
        "filler": """
            ho detto, vi ho detto, ti ho detto, avevo detto, ho già detto, ho chiesto, vi ho chiesto
            avevo chiesto, detto di, chiesto di, grato se, grata se, gentili da, già, più volte, qui, da qui
            genere, ridicoli, assurdi, idioti, fastidiosi, continua, continuo, ripetutamente, so, sapete, vi, ve
            ne, si, però, magari, gentile, gentili, signora, signore, ragazzi, raga, oh, eh, boh, ormai, dovete
            deve, devi, uso, usare, utilizzare, utilizzo, l'uso, privato, privata, mia, mie, nostro, nostra, nei
            negli, sui, sul, sulla, sullo, nello, nella, tra, fra, ed, o, oppure, anche, pure, se possibile
            se potete, se puoi, se può, telefono, via, tramite, ai sensi, gdpr, legge, art, articolo, volte
            giorno, giorni, la, fate, vengo, vogliate, voglia, fatemi, fammi, cortesia, cui, urgente
            urgentemente, completamente, definitivamente, una buona volta, una volta per tutte, sti, ste, sta
            sto, queste, questa, con, di, da, del, della, dei, delle, degli, il, lo, i, gli, le, un, una, vostri
            vostre, vostra, vostro, tuoi, suoi, a, al, alla, per, in, avete, hai, ha, ho, venire, vengano, volta
            cazzo, maledetti, santo, cielo, dio, adesso, subito, immediatamente, veramente, davvero, tutti
            tutte, tutto, ogni, qua, questo genere, tipo, fare, farmi, continui, continue, continuamente, sempre
            tuo, io, voi, lei, signori, pubblicitari, pubblicitarie, promozionali, commerciali, indesiderati
            spazzatura, inutili, stupidi, miei, dati, venga, potete, puoi, può, potreste, potrebbe, dal, dalla
            dai, dalle, nel
        """,
    },
    "de": {
        "cease": """
            untersage, untersagen, verbiete, verbitte, verbitte mir, stoppen sie, lassen sie, lasst das
            lasst es, nehmt abstand, nehmen sie abstand, es reicht mit, reicht mit, reicht jetzt mit, genug mit
            genug von, macht schluss mit, schluss mit, deaktivieren, deaktiviert, deaktiviere, abstellen
            stellt ab, abschalten, schaltet ab, blockieren, einzustellen, zu unterlassen, zu stoppen
            gebt ruhe mit, aufhörn, hörn sie auf, hört ma auf, hörts endlich auf, verzichte auf, verzichte
            aus mit, unterlassung, stoppt, stoppe, schluss, genug, hör/hoer/hört/hoert auf, hören/hoeren sie auf
            aufhören, aufhoeren, unterlasst, unterlassen, unterlass, einstellen, stellen sie, stellt, beendet
            beenden, ende mit, aufzuhören, hört/hoert/hör/hören sie bitte/endlich/mal/sofort auf, lasst, lassen
            lass, spart euch, sparen sie sich, hört bitte/endlich/jetzt/sofort auf, gestoppt, hörts auf
            kein weiterer, verzichten sie auf, sehen sie ab, sparen sie mir, erspart mir, unterlasse
            schluss jetzt, verschont mich, hört doch/einfach auf, hört mal/doch/jetzt endlich auf
        """,
        "contact": """
            kontaktaufnahme, kontakt, behelligen, behelligt, zuschütten, dichtspammen, vollmachen, zuschmeißen
            volllabern, zulabern, zuquatschen, anschreibt, schreibts, anmachen, bedrängen, kontaktieren sie
            schreiben sie, anzuschreiben, zu schreiben, zu kontaktieren, zu belästigen, zu nerven, zu spammen
            zu texten, terror, bespaßen, bombadieren, schreib, schreibt, schreiben, schreibe, kontaktieren
            kontaktiert, kontaktiere, anschreiben, belästigen, belästigt, zuspammen, vollspammen, vollzuspammen
            zuzuspammen, zutexten, zuzutexten, spammen, nerven, nervt mich, anrufen, anzurufen, ruft, stören
            bombardieren, anzutexten, texten, zumüllen, zuzumüllen, vollzutexten, melden, stalken, terrorisieren
            simsen, whatsappen, zuballern, vollmüllen, volltexten, schreibn
        """,
        "send": """
            zusendungen, schickn, schickts, sendets, zugeschickt, zu schicken, zu senden, zustellung, versand
            versenden, versendet, zukommen lassen, zukommen zu lassen, mailen, übermitteln, übermittlung
            zusendet, schicken, schickt, schick, schicke, senden, sendet, sende, zusenden, zuschicken, zukommen
            zuzusenden, zuzuschicken, verschicken, übersenden, zustellen, zusendung, zuzustellen
        """,
        "texts": """
            werbesms, werbung, smsnachrichten, sms nachrichten, meldungen, rundschreiben, aktionsnachrichten
            angeboten, rabatten, coupons, massensms, werbezeug, kettenbriefe, korrespondenz, werbemüll
            werbemist, smss, nachichten, nachrichen, werbebotschaften, kontaktversuche, reklamen
            kontaktaufnahmen, sms dienst, nachricht, nachrichten, mitteilung*, werbe*, angebote, sms'en
            benachrichtigung*, infos, mails, mail, zeug, zeugs, textnachricht*, kurznachricht*, spam*, müll
            mist, scheiße, rabatte, smse, newsletter*, aktionen, reklame, werbenachricht*, massennachricht*
            zusendung*
        """,
        "text": "texte",
        "things": """
            das, dies, sowas, so was, so etwas, so einen mist, sachen, dinge, kram, quatsch, scheiss, etwas
            davon, es, den mist, den scheiß, den kram, das zeug, dergleichen
        """,
        "not": """
            nümme, nümm, kei, keni, keinesfalls, keines, keiner, keinem, net, nit, ned, nöd, koane, koa, nimma
            keen, nüt, nüd, nie mehr, nimmer, nicht mehr, nicht, kein, keine, keinen, keinerlei, nichts, nie
            nie wieder, nix, niemals, nich
        """,
        "cannot": "kann nicht, kanns nicht, könnt nicht, konnte nicht, ohne, nicht möglich, unmöglich, kann nich",
        "more": """
            meh, mee, ab jetzt, fortan, zukünftige, zukünftigen, künftigen, weiteres, jemals, nochmal
            noch einmal, noch mal, zusätzliche, neuen, mehr, weiter, weitere, weiteren, weiterhin, wieder
            künftig, zukünftig, länger, in zukunft, ab sofort
        """,
        "want": """
            wünscht, erwünscht, gewünscht, verlange, will ned, brauchen, bedarf, interessiert an, würde gern
            zugestimmt, stimme, eingewilligt, einverstanden, erlaube, gestatte, dulde, leiden, ausstehen, möcht
            wü, gewollt, bestellt, angefordert, bräuchte, gerne, lieber, bitten darum, sehen wollen, wü i, will
            möchte, moechte, wünsche, wollen, möchten, brauche, mag, wollte, wünschen, bock, lust, interesse
            wünsch, mecht, brauch, interessiert, interessieren, benötige
        """,
        "get": """
            zu erhalten, zu empfangen, bekomm, kriegn, geschickt bekommen, zugeschickt bekommen
            zugesandt bekommen, gesendet bekommen, beliefert werden, teilnehmen, im verteiler sein, bekommen
            erhalten, empfangen, kriegen, haben, lesen, sehen, hören, gekriegt, bekomme, zu bekommen
        """,
        "reached": """
            zu werden, kontaktieren lassen, behelligt werden, angesmst werden, zugemüllt werden, genervt
            beworben werden, gestört, kontaktiert werden, angeschrieben werden, belästigt werden
            angerufen werden, gestört werden, angeschrieben, genervt werden, bombardiert werden
            zugespammt werden, vollgespammt werden
        """,
        "remove": """
            entfernung, streichung, herausgenommen, rausgenommen, rausgelöscht, ausgetragen, gestrichen
            rauswerfen, rausgeworfen, rausgeschmissen, gesperrt, vergessen, vernichten, zu löschen, zu entfernen
            zu streichen, herausnehmen, herauslöschen, austragn, löschn, eliminieren, aussortieren, abzumelden
            nimmt mich raus, lösch, lösche, löscht, löschen, gelöscht, streich, streicht, streichen, streiche
            entfern, entfernt, entfernen, rausnehmen, rauslöschen, entferne, loeschen, löschung, austragen
            sperren, raushauen, rausschmeißen, loescht, auszutragen, abmelden, rausstreichen, löscht bitte
            tilgen, vergesst
        """,
        "lift": """
            nehmt, nehmen, nimm, genommen, tragt, trag, schmeißt, schmeiß, haut, werft, holt, tragen, kickt
            meldet
        """,
        "off": "heraus, runter, aus, von",
        "exit": "raus, rauskommen, verlassen, austreten",
        "me": "mich, mir, uns",
        "number": """
            meine nr, meine handynr, meinen anschluss, diesen anschluss, meine personalien, alle meine daten
            meine gespeicherten daten, meine personenbezogenen daten, meiner nummer, meiner daten, dieses handy
            mein telefon, meinem telefon, auf meine nummer, auf diese nummer, diese nr
            meine/diese/unsere/die nummer/handynummer/rufnummer/telefonnummer/daten/kontaktdaten, dieser nummer
            meiner/dieser handynummer/rufnummer, meinen kontakt/namen/eintrag, meine persönlichen daten
            an diese/meine nummer/handynummer, mein handy, meinem handy
        """,
        "list": """
            verteilern, newsletterverteiler, adressliste, kundenliste, sms liste, sms verteiler, empfängerliste
            whatsappgruppe, gruppe, dienst, programm, datenbanken, systemen, eurem system, ihrem system
            adressverteiler, kontakte, kontaktdaten, liste, verteiler, listen, datenbank, kartei, verteilerliste
            system, smsverteiler, mailingliste, adressbuch, kontaktliste, werbeliste, verzeichnis
            werbeverteiler, datei, kundenkartei, kontakten
        """,
        "you": "dass, das ihr",
        "drop": """
            entzogen, zurückziehen, widerrufe, widerspreche, widersprechen, widerspruch, hiermit widerspreche
            lege widerspruch, beendigung, kündigung, auflösen, zurückzunehmen, zieh, abbestellung, cancelt
            canceln, widerrufen, widerruf*, kündig*, beend*, abbestell*, zurückzieh*, ziehe, storniere
            stornieren, nehme, entziehe, zurückgenommen, cancel*, abbestellt
        """,
        "deal": """
            nutzung, verwendung, speicherung, smsabo, sms abo, abonement, verarbeitung, datennutzung, teilnahme
            smsservice, sms service, dieses abo, einwilligungen, vereinbarung, zusage, abos, newsletterabo
            newsletter abo, nutzung meiner daten, einwilligung, zustimmung, abo, abonnement, einverständnis
            anmeldung, erlaubnis, genehmigung, smsdienst, einwilligungserklärung, werbeeinwilligung, service
        """,
        "tired": """
            genervt von, nervt mich mit, nervt mit, nerven mit, gehen mir auf den sack, gehen mir auf die nerven
            geht mir auf die nerven, gehn mir auf den keks, gehen mir auf den keks, gehen mir auf den geist
            kotzt mich an, kotzen mich an, reichts mit, die nase voll von, hab genug von, es satt, bin satt
            kann nicht mehr sehen, nervt, satt, leid, schnauze voll von, nase voll von, die schnauze voll
        """,
        "complaint": """
            kein kunde, keine kundin, kein interesse, keinerlei interesse, nie zugestimmt, nie eingewilligt
            nicht zugestimmt, nie angemeldet, nie bestellt, nicht bestellt, nicht angemeldet, habe nie, hab nie
            kenne euch/sie nicht, kenn euch nicht, anwalt, anzeige, verbraucherschutz, dsgvo, abmahnung
            datenschutz, zum letzten mal, zum wiederholten mal, belästigung, interessiert mich nicht
            interessiert mich null, woher haben sie, woher habt ihr
        """,
        "unsub": """
            austragung, deabonnieren, abmeldn, unsubscribe, deregistrieren, austragen lassen, abmelden lassen
            abo beenden, abo kündigen, abo stornieren, meld mich ab, melds mi ab, nehmt mich raus
            nehmen sie mich raus, holt mich da raus, nimm mich raus, schmeißt mich raus, abbestellen, abmeldung
            melde/meldet mich ab, melden sie mich ab, trag/tragt mich aus, tragen sie mich aus, abmelde
            melden sie mich bitte ab, meldet mich bitte ab, tragt/trag mich bitte aus, tragen sie mich bitte aus
        """,
        "peace": """
            in ruhe lassen, lossts mi in ruah, lass mi in ruah, lasst mi in ruah, lönd mi in rue, mi in ruah
            geht sterben, leckts mi, schleichts eich, fickt euch, fick dich, lassts mich in ruhe
            lass/lasst/lassen/lasset mich/uns in ruhe/frieden, lassen sie mich/uns bitte/endlich in ruhe
            lasst mich bitte/endlich/einfach in ruhe, geht mir nicht auf die nerven, verpisst euch, verpiss dich
            leckt mich, mich in ruhe lassen, haut ab
        """,
        "join": """
            darum, bitten, bitte sie, bitte euch, fordere, ersuche, wäre nett, wäre schön, seid so gut
            seien sie so gut, seien sie so freundlich, geehrte, grüße, und, also, danke, aber, daher, deshalb
            weil, dann, hiermit, einfach, jetzt
        """,
        "told": """
            ihr schreibt/schickt/sendet, wenn, falls, wann, warum, wieso, wie, wo, was, ob, er, sagt, freund
            freundin, meine frau, mein mann, sohn, tochter, mama, chef, ich bekomme, ich kriege, ich erhalte
            bekomme ich, kriege ich, erhalte ich, liebe, freue, habt ihr, haben sie, antworte, kriege, erhalte
            bis, schreibt ihr, schickt ihr nicht, ich schreibe, ich schicke, ich sende, ich melde, hoffe
            wollt ihr, sollte, kam, kommt, muss ich, kann ich, kommen
            habe/hab keine/kein/noch sms/nachricht/nachrichten/code, freu
        """,
        "measure": """
            so viele, zu viele, so oft, so viel, zu oft, zu viel, seltener, weniger, morgen, abend, vorerst
            erstmal, diese woche, gerade, täglich
        """,
        "other": """
            neue/alte/andere/neuen/alten/anderen nummer/handynummer/adresse, reservierung, tisch, bestellung
            termin, ticket, tickets, karte, lieferung, buchung, samstag, sonntag, montag, dienstag, mittwoch
            donnerstag, freitag, heute, nachts, abends, nacht, uhr, nur, außer, bevor, nachdem, sondern
            zwiebeln, rechnung, warteliste, gästeliste, doppelt, stattdessen, ändern, während, zweimal
            haltestelle, erst, geburtstag, sms zurück, gutscheincode, code, gutschein, mittag, statt, menü
            ketchup, an die
        """,
        "filler": """
            post, gesagt, ich habe gesagt, hab gesagt, habe gebeten, habe euch/ihnen gesagt/gebeten
            hab euch gesagt, mehrfach, mehrmals, dass ihr, dass sie, sehr, damen, herren, freundlichen, grüßen
            hallo, leute, liebes, team, leider, doch, halt, eben, wohl, überhaupt, gar, absolut, jemanden
            wirklich, ernsthaft, unaufgefordert, unaufgeforderte, lästigen, lästige, dummen, dämlichen
            sinnlosen, täglichen, tägliche, dauernden, ständigen, seit, wochen, tagen, komplett, vollständig
            dauerhaft, umgehend, unverzüglich, sofort, nun, schon, bereits, i, eich, mi, des, is, a, da, zwecke
            zwecken, werbezwecke, werbezwecken, werblichen, gemäß, art, soll, sollen, sollt, muss, müsst, dort
            daraus, hieraus, woher, hiervon, damit, dieses, diesem, jener, wäre, wären, würdet, würden, sein
            seid, sind, ist, war, als, um, oder, erwarte, möglich, falls möglich, wenn möglich, wenn es geht
            wenns geht, keine ahnung, alter, digga, ey, boah, mann, meinen, meinem, mein, unser, unsere, unserem
            zwar, per, telefon, handy, privat, private, privaten, diese, diesen, dieser, die, der, den, dem
            eure, euren, eurer, eurem, ihre, ihren, ihrer, ihrem, deine, deinen, so, solche, solchen, alle
            allen, jede, jegliche, endlich, mal, immer, ständig, dauernd, verdammt, verdammten, verdammte, blöde
            blöden, nervigen, nervige, ihr, sie, ich, du, euch, ihnen, man, mit, an, auf, für, über, in, zu, zum
            zur, ja, hier, werden, werde, habe, hab, würde, könnten, könnt, können, kannst, dich, irgendwelche
            unerwünschte, dazu, ab, herrgott, verflucht, meiner, meine, bin, müssen, unerwünschten, vom, ausm
            auch, noch, ganz
        """,
    },
    "es": {
        "cease": """
            dejéis de, dejes de, dejarais de, dejaran de, dejasen de, dejaríais de, dejas de, cesar de
            paréis de, parar de, pares de, párenle, párale, paren, párenle ya con, ya estuvo bueno de
            ya estuvo bueno con, ya estuvo de, ya bájenle con, eviten, evite, evita, evitad, evitar
            absténganse de, abstenerse de, prohíbo, les prohíbo, os prohíbo, no sigan, dejar de, dejarme de
            dejen ya de, déjense de, cortad con, corten con, corta con, bloqueen, desactiven, desactivar, stop a
            basta con, basta de, ya basta de, ya basta con, dejar d, terminen con, no quiero ni un, deja de
            dejen de, deje de, dejad de, basta, ya basta, paren de, para de, parad de, pare de, cesen, cesar
            cese, detener, detengan, detenga, parar, alto, suspendan, suspender, ya estuvo, detén, parad
            dejaros de, se acabó, no más, deja d, dejen d, ni un, ni un solo, dejad, déjenme de
        """,
        "contact": """
            contactarme, comunicarse, comuniquen, comunicarme, molestéis, escribáis, contactéis, llaméis
            llamadas, agobiar*, agobien, bombardear*, freír, freírme, marear*, mareen, dar la lata, den lata
            hostigar*, acosando, escribiendo, llamando, mensajeando, spamear, saturar*, saturen, chinguen
            rompan, rompiendo, romper las pelotas, hinchar*, escribir*, escriba*, escribas, escribe, escríb*
            molestar*, molesten, moleste, molestes, molestando, contactar*, contacten, contacte*, llamar*
            llamen, llame, llames, spamear*, spameen, acosar*, acosen, fastidi*, chingar, joder, hostigar
            bombardear, bombarde*, spameando, textear*, texteen, mensajear*, incordiar*, incordien, fastidien
        """,
        "send": """
            envio, envío de, el envío de, mandar, mandando, mandara*, enviara*, mandéis, remitir*, remitan
            remitáis, lleguen, envieis, envies, mandarais, enviarais, manden, enviar, enviar*, envíen, envie
            envien*, mandar*, mandes, mande, enviando*, mandando*, manda, envía, mandarme, enviarme, manden*
            envíenme
        """,
        "texts": """
            mensajes, mensages, mensajitos, publicidades, promos, correo, circulares, informaciones
            informacion comercial, comunicaciones comerciales, cupones, anuncio, textitos, mensajería
            notificasiones, mensaj*, publicidad, propaganda, notificaci*, ofertas, promocion*, correos, anuncios
            avisos, msj, msjs, msg, comunicaciones, comunicación, publi, textos, mails
        """,
        "things": """
            esto, eso, estas cosas, cosas, cosa, basura, tonterías, mierdas, chorradas, pendejadas, mamadas
            porquerías, esas cosas, otra cosa
        """,
        "not": """
            ninguno, ningunas, ningunos, ni mas, en absoluto, ya no, no, nunca, ningún, ninguna, ni, tampoco
            jamás, nada de, sin, nada, prohibido
        """,
        "cannot": """
            no puedo, no pude, no puede, no pueden, no he, no ha, no han, no me ha, no me han, imposible
            no dejo de, no dejes de, no dejen de
        """,
        "more": """
            en lo sucesivo, a partir de ahora, en el futuro, más veces, mas nada, ninguna vez, otro, otros, más
            nunca más, otra vez, de nuevo, nuevamente, en adelante
        """,
        "want": """
            interesado en, interesada en, acepto, consiento, doy permiso para, doy mi consentimiento para
            doy consentimiento, tolero, pedí, solicité, autoricé, soporto, agradezco, preferiría, prefiero
            pienso, quisiéramos, kero, kiero, quiero, deseo, queremos, quisiera, necesito, interes*, deseamos
            autorizo, gustaría, qiero, apetece
        """,
        "get": """
            recibirlo, seguir recibiendo, que me mandéis, seguir viendo, que me llegue, que me sigan llegando
            estar, estar en, formar parte de, aparecer en, recibir nada, recivir, resivir, recibir, resibir
            recibirlos, tener, ver, seguir, que me lleguen, recibiendo, leer, saber
        """,
        "reached": "contactado, contactada, molestado, molestada, ser contactado, ser contactada",
        "remove": """
            eliminación, borrado, supresión, cancelación, bajen, bajar, bajadme, dar d baja, den de baja
            dado de baja, saqu*, saqueis, exclu*, olvid*, quitar, sacar*, borrar*, quitarais, eliminarais
            desapunt*, remuévanme, borr*, elimin*, quit*, quiten*, saca*, saquen*, saque*, sáquenme, remuev*
            retir*, suprim*, bloqu*, tachen*, dar de baja
        """,
        "exit": "salir, salirme, salgo, salirnos",
        "me": "me, nos, mi",
        "number": """
            mis datos de contacto, mi contacto, número de teléfono, mi línea, este celular, mi perfil, mi info
            mi información, toda mi información, todos mis datos, este cel, a este número, mi móvil
            mis teléfonos, a este teléfono, mi numero, mi telefono, mi celular, mi cel, este numero
            este telefono, este contacto, este movil, nuestro numero, nuestro telefono, nuestro contacto
            nuestro celular, nuestro movil, nuestro cel, mis datos, mi nombre, número mío, mi número de teléfono
            mis datos personales
        """,
        "list": """
            lista de difusión/contactos/envíos/correo, mailing, grupo, cadena, bd, registros, bases de datos
            archivos, envíos, distribución, programa, sistemas, lista, listas, base de datos, base, sistema
            registro, agenda, contactos, listado, fichero, ficheros, difusión
        """,
        "you": "que",
        "drop": """
            cancelación de, baja de, revocación, rescind*, recha*, opongo, me opongo, oposición
            dejar sin efecto, retirada, cancel*, anul*, revoc*, termin*, suspend*, desactiv*, finaliz*
        """,
        "deal": """
            subscripción, suscripcion, suscripciones, membresía de mensajes, consentimientos, alta en
            tratamiento, tratamiento de mis datos, permisos, inscripcion, uso de mis datos, servicios
            suscripci*, subscripci*, consentimiento, permiso, autorización, servicio, alta
        """,
        "tired": """
            no aguanto más, no soporto más, no soporto, no aguanto, hasta la coronilla de, hasta el coño de
            hasta la madre de, hasta las narices de, hasta la polla de, harto de, hartos de, tanto, cansando
            me cansan, me tienen harto/harta con, podrido de, podrida de, hinchado, encabronado, hart*, cansad*
            hasta los cojones/huevos/narices de, hasta el gorro/moño de, harta de, odio, aburrid*
        """,
        "complaint": """
            no soy cliente, no me interesa, no me interesan, no estoy interesado/interesada
            no/nunca di/dí mi/el consentimiento, nunca autoricé/pedí/solicité/acepté, yo no pedí, no los conozco
            no os conozco, quién les dio, denuncia, denunciar, denunciaré, abogado
            agencia de protección de datos, acoso, última vez, cuántas veces, no sé quiénes son
            me tienen harto/harta, nunca di permiso, no he dado
        """,
        "unsub": """
            dame d baja, dadme d baja, denme d baja, deme d baja, demen d baja, den d baja, darme d baja
            darse d baja, de baja, me quiero dar de baja, quiero dar de baja, me den d baja, me doy d baja
            desuscribirme, cancelar alta, tramiten mi baja, tramitar mi baja, unsubscribe, baja inmediata
            desafili*, darme de baja, dame de baja, darnos de baja, denme de baja, deme de baja, dadme de baja
            de de baja, des de baja, deis de baja, darse de baja, desuscrib*, me doy de baja, desuscrip*
            desinscrib*, la baja, mi baja, quiero la baja
        """,
        "peace": """
            déjame/déjenme/déjeme/dejadme en paz/tranquilo/tranquila, dejarme en paz/tranquilo/tranquila
            váyanse a la mierda, vete a la mierda, iros a la mierda, no jodan, no chinguen, no molesten
            vete al carajo, váyanse al carajo
        """,
        "join": """
            agradecería, agradecería que, les agradezco, agradeceré, os ruego, les ruego, ruego, rogaría
            pido que, les pido que, os pido que, solicito, solicito que, exijo, exijo que, xfa, porfis
            hagan el favor de, haced el favor de, tengan la amabilidad de, favor de, x favor, por favor, porfa
            favor, y, gracias, pero, así que, porque, entonces, ya, xfavor, de una vez
        """,
        "told": """
            deje de recibir, dejaron de, escribo, mando, llamo, recibí, he recibido, si, cuándo, cómo, por qué
            dónde, quién, él, ella, mi mujer, mi marido, mi esposa, mi esposo, amigo, amiga, hijo, hija, recibo
            no recibo, me encanta, encantan, responda, responde, llega, llegan, cuánto, tengo que, puedo, debo
            para dejar, ojalá, espero, no me llegan, no me llega
        """,
        "measure": "tantos, tantas, demasiados, menos, por ahora, cada día, todos los días, tan seguido",
        "other": """
            nuevo/viejo/antiguo/otro número/teléfono/celular, reserva, reservación, mesa, pedido, cita, entrada
            entradas, ticket, sábado, domingo, lunes, martes, miércoles, jueves, viernes, hoy, mañana, noche
            noches, tarde, tardes, sólo, solamente, excepto, salvo, antes, después, cebolla, cuenta, tarjeta
            autobús, bus, en vez, cambiar, dos veces, duplicado, espera, mientras, invitados, parada, código
        """,
        "remove_me": """
            sacame, quitame, quitenme, borrame, borrenme, eliminenme, eliminadme, borradme, quítenos, bórrennos
            sáqueme, bórreme, quíteme, elimíneme, exclúyanme, desapúntame, desapúntenme, borrarme, elimíname
            eliminarme, quitarme, quitadme, sacarme, sacadme, retírenme
        """,
        "filler": """
            dije, les dije, os dije, ya dije, he dicho, ya les dije, ya os dije, ya pedí, dicho, agradecido si
            amables, tan amables de, amable de, varias veces, estén, anden, estás, q, k, ke, se, si es posible
            si pueden, si puede, si podéis, bueno, pues, oye, oiga, oigan, buenas, buenos, días, señor, señora
            señorita, estimados, cordial, hola, tanta, mucho, muchos, muchas, mucha, nuevo, gilipollas, cabrones
            pendejos, pesados, pesaos, plastas, asco, hijos, hostias, ostia, leches, mierda, demás, mediante
            vía, teléfono, móvil, celular, propio, uso, usar, utilizar, utilicen, usen, total, completamente
            definitivamente, vez, una vez, de una vez por todas, cuanto antes, lo antes posible, rápido, ahora
            ahorita, aquí, acá, ahí, esta, comercial, comerciales, absurdos, molestos, insoportables, constantes
            tantos correos, les, os, mío, míos, nuestra, nuestro, tuyos, suyos, estáis, estoy, son, soy, era
            ser, sea, sean, lgpd, rgpd, ley, según, conforme, quedo, saludo, saludos, cordiales, día
            todo el tiempo, todo el rato, sin parar, a cada rato, deben, debes, tienen que, estos, este, esos
            esas, ese, los, las, la, lo, un, una, de, del, a, al, con, por, para, sus, su, tus, tu, vuestros
            vuestra, todo, todos, todas, puto, putos, puta, putas, maldito, malditos, pinche, pinches, carajo
            coño, hostia, jaja, ustedes, usted, vosotros, tío, señores, inmediatamente, de inmediato, ya mismo
            cada, toda, su parte, le, he, ha, han, podrían, podría, pueden, puede, podéis, puedes, gente
            idiotas, en, publicitarios, promocionales, ningún tipo, tipo, clase, pido, wey, güey, siempre
        """,
    },
    "fr": {
        "cease": """
            interdis, interdit, je vous interdis, stop à, stop avec, cesser, cessation, bloquez, désactivez
            désactiver, mettre fin, mettre un terme, mettez un terme, met fin, terminé, terminez, évitez, éviter
            abstenir, de cesser, d'arrêter, arreté, arrêtes, fin des, fin de, arrêtons, ça suffit avec
            ca suffit, suffit, suffit avec, arrêt de, arrêt des, stop les, coupez, arrétez, arètez, fini les
            finies les, halte, plus jamais, arrêter, cessez, cesse, assez, stopper, stoppez, stoppe, marre
            finissez, abstenez, arete, fini, y en a marre, mettez fin, aret, arret*, basta, épargnez moi
            stop au, stop aux
        """,
        "contact": """
            écrire, m'importunez, contactez, recontacter, recontactez, joindre, joignez, tchater, texter, textez
            me harceler, me déranger, me contacter, m'appellez, relancez, polluer, pollue, polluez, inonder
            inondez, embêtez, emmerdez, ennuyez, démarchez, appels, tout contact, contact, écrivez, écris, écri
            m'écrire, m'écrivez, contacter, contacte, harceler, harcelez, spammer, importuner, déranger
            dérangez, m'importuner, m'appeler, m'appelez, appeler, appelez, emmerder, embêter, me spammer
            m'embêter, m'emmerder, bombarder, solliciter, ennuyer, relancer, m'ennuyer, démarcher, solicite*
            sollicitez, faire chier
        """,
        "send": """
            tout envoi, envois, expédier, expédiez, diffuser, diffusion, l'envoie, menvoie, renvoyer, renvoyez
            communiquer, parvenir, faire parvenir, balancer, balancez, envoyer, envoyez, envoie, envoies
            m'envoyer, m'envoyez, d'envoyer, transmettre, adresser, envoyé, envoi, l'envoi, m'adresser
        """,
        "texts": """
            sms publicitaires, message publicitaire, messages publicitaires, sms commerciaux, spammes, mailing
            infolettre, infolettres, textes, texte, courriels, courriel, réclames, prospectus, alertes, pubs sms
            bons plans, offre, notifs, notification, relances, messages commerciaux, publicite, publicites
            contacts commerciaux, messages, message, pub, pubs, offres, textos, texto, mails, mail
            notifications, promos, promotions, publicitaires, publicitaire, sollicitations, msg, msgs, mess
            annonces, spams, courriers, communications, informations commerciales, sollicitation, prospection
            démarchage
        """,
        "things": """
            ça, cela, trucs, choses, conneries, merdes, truc, ce genre de choses, bêtises, ces trucs
            autre chose, quoi que ce soit
        """,
        "not": "pu, pus, aucuns, aucunes, nul, nulle, ni, pas, plus, aucun, aucune, jamais, rien, pa, plu",
        "cannot": """
            n'arrêtez pas, n'arrête pas, n'arrêter pas, n'arrêtez jamais, n'arrête jamais, ne cessez pas
            ne peux pas, peux pas, peut pas, n'arrive pas, arrive pas, j'arrête pas, arrêtez pas, arrête pas
            arrêtes pas, ne m'avez pas, n'avez pas, n'ai pas, ai pas, impossible, sans, arrêter pas, m'avez pas
        """,
        "more": """
            ultérieurement, à partir de maintenant, dès maintenant, autre, autres, une fois de plus
            supplémentaire, supplémentaires, davantage, à nouveau, désormais, dorénavant, à l'avenir
        """,
        "want": """
            accepte, consens, consentir, autorisation, intéressé par, intéressée par, intéressés, j'veux, jveu
            veu, voulu, demandé, demande à, envi, préfère, préférerais, aimerais, supporte, supporter, tolère
            sollicité, nécessaire, envie de, besoin de, veux, souhaite, désire, voudrais, veut, voulons
            intéresse, intéressent, souhaitons, besoin, envie, autorise, intéressée
        """,
        "get": """
            en avoir, faire partie, figurer, figurer sur, apparaître, avoir affaire, continuer à recevoir
            continuer de recevoir, recevoir vos, rester, être sur, être dans, plus rien, entendre
            entendre parler, resevoir, recevoire, recevoir, avoir, lire, voir, être, continuer, en recevoir
        """,
        "reached": """
            contactée, dérangé, dérangée, sollicitée, importuné, importunée, démarché, démarchée, être contacté
            spammé, spammée, harcelé, harcelée
        """,
        "remove": """
            retrait, effacement, radiation, radier, exclure, excluez, exclusion, effacez, désinscri*
            désinscrire, dégager, sortez, oublier, jeter, jetez, élimin*, ôter, ôtez, enleve*, retire*, supprim*
            biffer, biffez, supprime*, effac*, retir*, enlev*, ray*, vir*, sort*, éliminez, supprimer, bloquer
            suppression, efface*, radiez, biff*, oubliez
        """,
        "exit": "sortir, quitter, quitte, sors",
        "me": "me, moi, m, nous",
        "number": """
            mes informations personnelles, mon contact, mes infos, ma fiche, mon adresse, mon profil
            mon numéro de portable, ce téléphone, ce portable, mon cell, mon cellulaire, mon mobile, ce mobile
            mes coordonnées téléphoniques, à ce numéro, sur ce numéro, numéro de ma, mon compte
            mon nom et mon numéro, mon numero, mon nom, mon telephone, mon portable, mon tel, mon num, ce numero
            ce contact, ce nom, ce tel, ce num, notre numero, notre contact, notre nom, notre telephone
            notre portable, notre tel, notre num, mes donnees, mes coordonnees, mes informations
            mes données personnelles, mon numéro de téléphone, ma ligne
        """,
        "list": """
            liste de contacts, liste d'envoi, listes d'envoi, liste de contact, listes de diffusion, carnet
            registre, banque, base clients, bdd, mailing liste, groupe, programme, abonnés, liste, listes
            fichier, fichiers, base, système, répertoire, annuaire, base de données, liste de diffusion
            contacts, bases, listing
        """,
        "you": "que, qu",
        "drop": """
            résiliation, annulation, révocation, refuse, dénonce, oppose, m'oppose, opposition, annuler, annule
            reprends, retire, annul*, résili*, révoqu*, termin*, interromp*, suspend*, désactiv*
        """,
        "deal": """
            abonnement sms, service sms, consentements, souscription, utilisation, l'utilisation, traitement
            mon accord, adhésion, utilisation de mes données, prélèvement, aux notifications, abonnement
            l'abonnement, consentement, accord, inscription, service, mon abonnement
        """,
        "tired": """
            gonfl*, saoul*, soûl*, emmerd*, énerv*, j'en peux plus de, peux plus de, plus supporter, gavé, gavée
            agacé, agacée, lassé, lassée, ras la casquette de, ras le cul de, plein le cul de
            plein les bottes de, casse les couilles, cassez les couilles, pète les couilles, envahi par
            inondé de, en a marre, marre de, ras le bol de, ras le bol des, marre des, assez de, fatigué de
            saoule, saoulent, soûlez, saoulez, gonflez, gonflent, plein le dos, raslebol, faites chier
            fait chier
        """,
        "complaint": """
            pas client/cliente, pas intéressé/intéressée, ne m'intéresse pas, m'intéresse pas
            ça m'intéresse pas, ne suis pas intéressé/intéressée, jamais donné/demandé/accepté/autorisé/souscrit
            rien demandé, n'ai jamais, qui vous a donné, connais pas, cnil, plainte, avocat, harcèlement, rgpd
            dernière fois, combien de fois, je ne vous connais pas, signalé, vous signale
        """,
        "unsub": """
            désabo, désabonné, désabonnée, désinscris, désinscrit, unsubscribe, me desinscrire, me désabo
            résilier, desabonnez, desabonnement, désabonner, me retirer, desinscrive, me desabonne, désabonn*
            désengag*
        """,
        "peace": """
            laissez moi donc tranquille, tranquille, dégagez, cassez vous, allez vous faire, lachez moi
            ta gueule, vos gueules, fermez la, laissez nous tranquilles, foutez nous la paix, la paix
            laissez/laisse moi tranquille, fichez/foutez/fiche/fous moi la paix, laissez/laisse moi en paix
            allez vous faire foutre, lâche moi, me laisser tranquille, me foutre la paix, allez vous faire voir
        """,
        "join": """
            vous demande, exige, je vous saurais gré, saurais gré, serait gentil, gentil, aimable, bien vouloir
            vous prie, prière de, exige que, ordonne, remercie, je vous remercie, prie, merci, svp
            s'il vous plaît, s'il te plaît, et, mais, donc, alors, car, prière, veuillez, sinon
        """,
        "told": """
            vous m'envoyez plus, tu m'envoies plus, si, quand, comment, pourquoi, qui, il, elle, ma femme
            mon mari, ami, amie, fils, fille, je reçois, reçois, j'adore, j'aime, répondez, ils, vous ne, tu ne
            combien, quel, quelle, est ce que, je dois, qu'est ce, jamais reçu, reçu, dois je
        """,
        "measure": "autant, trop, moins, pour l'instant, tous les jours, chaque jour, si souvent",
        "other": """
            nouveau/nouvel/ancien/autre numéro/téléphone/portable/adresse, comme ça, réservation, table
            commande, rendez vous, rdv, billet, billets, livraison, samedi, dimanche, lundi, mardi, mercredi
            jeudi, vendredi, aujourd'hui, demain, soir, soirs, nuit, matin, seulement, uniquement, sauf, avant
            après, oignons, addition, carte, attente, bus, tram, changer, deux fois, double, pendant, à la place
            ce soir, plus tard, heures, plus tôt, code
        """,
        "filler": """
            ou, dit, j'ai dit, vous ai dit, déjà dit, demandé de, déjà demandé, plusieurs fois, reconnaissant de
            reconnaissante de, je porte, bien, vouloir, instamment, gré, saurais, toute, forme, aucunement
            urgent, vite, plaît, commencez, continuez, êtes, faites, fait, vos, leurs, notre, nos, là, dessus
            dedans, bon, ben, bah, hé, oh, allez, hein, quoi, madame, monsieur, messieurs, dames, salutations
            cordialement, journée, bonne, soirée, chers, les gars, gens, relous, relou, débiles, débile
            inutiles, inutile, incessants, incessantes, répétés, répétées, stupides, intempestifs, indésirable
            ridicules, toutes les, cons, connards, enfoirés, bande, leur, usage, utiliser, utilisez, utiliseriez
            fins, finalités, commerciale, personnel, personnelles, données, définitivement, complètement
            totalement, encore une fois, s'il, si possible, si vous pouvez, si vous pouviez, si c'est possible
            téléphone, portable, via, jour, jours, fois, semaines, heure, toute la journée, fort, devez, il faut
            faut, bonjour, ces, ce, cette, cet, les, le, l, un, une, des, de, du, d, votre, tes, ton, à, au, aux
            avec, par, sur, pour, en, y, ne, n, je, j, jai, vous, tu, on, c, cest, putain, merde, bordel, foutus
            foutu, tout, tous, toutes, immédiatement, tout de suite, vraiment, enfin, maintenant, ici
            sans cesse, tout le temps, aucune sorte, type, genre, pourriez, pouvez, commerciaux, commerciales
            mes, mon, ma, suis, ai, avez, dans, sont, indésirables, chaque
        """,
    },
    "pt": {
        "cease": """
            parassem de, parando de, deixem de, deixe de, deixar de, deixassem de, cesse de, para com, pare com
            parar com, proíbo, evitem, evite, bloqueiem, desativem, desative, chega de, chega com, chega dessas
            chega desses, já chega de, basta de, pelo amor de deus parem, parem já, parem já com, parem de
            abstenham se de, terminem com, acabem, acabar com, suspender, nada mais de, parem d, para de
            pare de, parar de, parem, pare, parar, chega, basta, cessem, cessar, pfvr pare, suspendam
            acabem com, acaba com, parem com, cancelem, já chega, sem mais, para d
        """,
        "contact": """
            contatar, contactarem, contatem, contactar me, contatar me, entrar em contato, entrem em contato
            chamar, chamem, ligações, telefonar, telefonem, molestar, amolar, encher o saco, enchendo
            enchendo o saco, torrar, perturbando, incomodando, escrevendo, mensagear, spammando, escrever*
            escreva*, contactar, contactem, contacte, contate, incomodar, incomodem, incomode, perturbar
            perturbem, perturbe, chatear, chateiem, chateie, encher, encham, encha, ligar, liguem, ligue
            spammar, spamar, importun*, aporrinh*, assediar, bombarde*
        """,
        "send": """
            envio, envios, o envio de, envio de, mandarem, enviarem, disparar, dispararem, encaminhar
            encaminhem, mandado, enviar me, mandar me, envia me, enviem me, remetam, mandando, enviar, enviem*
            envie, envies, mandar, mandem, mande, mandes, manda, enviando, remeter, mandare, envia
        """,
        "texts": """
            mensagens, mensagems, msgm, mgs, textos, zap, zaps, promoção, propagandas, notificação, notificações
            publicitárias, divulgação, spams, mensage, menssagens, menssagem, mensag*, publicidade, publicidades
            propaganda, notifica*, ofertas, promoç*, msg, msgs, e mails, emails, anúncios, avisos, comunicaç*
            torpedos, promos, mensagen, msn
        """,
        "things": """
            isso, isto, essas coisas, coisas, coisa, porcaria, porcarias, besteiras, lixo, tralha, merdas
            bobagem, algo
        """,
        "not": "nenhuns, ninguém, jamais, nada, não, n, nunca, nenhum, nenhuma, nem, num, nada de, sem, naum",
        "cannot": """
            não consigo, não posso, não pude, não pode, não recebi, impossível, não deixe de, não deixem de
            não para de, não pare de, não parem de
        """,
        "more": """
            a partir de agora, no futuro, daqui para frente, nenhuma vez, mais nada, outras, mais, de novo
            novamente, nunca mais, outra vez, doravante
        """,
        "want": """
            aceito, consinto, dou permissão para, dou consentimento, autorizei, pedi, solicitei, aguento
            suporto, tolero, prefiro, preferia, desejamos, quis, necessito, qro, kero, qero, quero, desejo
            queremos, gostaria, queria, preciso, interess*, pretendo, autorizo, tenho interesse em
        """,
        "get": """
            continuar a receber, continuar recebendo, ficar recebendo, estar, fazer parte de, constar, ficar
            recebelas, recebê las, recever, que me mandem, participar, receber, ter, ver, ler, continuar
            recebendo, ouvir, ser
        """,
        "reached": "contactado, contatado, contactada, contatada, incomodado, incomodada, perturbado",
        "remove": """
            remoção, exclusão, eliminação, retirada, tirada, descadastro, saca, risca, risquem, me tirar, baixa
            excluam, apaguem, limpem, esqueçam, remov*, apag*, exclu*, elimin*, tira, tire, tirem*, tirar
            retir*, delet*, bloque*, cancela meu, deleta, descadastr*, tirarem
        """,
        "exit": "sair, saio",
        "me": "me, nos, mim, mi",
        "number": """
            meu contacto, meu contato, meu whats, meu whatsapp, meu número de celular, meu número de telemóvel
            meus dados pessoais, minhas informações, este contacto, este contato, este telemóvel, esse celular
            esse zap, para este número, para esse número, minha linha, meu cadastro, meu numero, meu telefone
            meu nome, meu celular, meu telemovel, meu zap, este numero, este telefone, este nome, este celular
            este cadastro, este zap, esse numero, esse contato, esse contacto, esse telefone, esse nome
            esse cadastro, esse telemovel, o numero, o contato, o contacto, o telefone, o nome, o celular
            o cadastro, o telemovel, o zap, meus dados, meu nº, meu número de telefone, número
        """,
        "list": """
            lista de contatos/contactos/transmissão/difusão/envio/emails, grupo, sistemas, cadastros, mailing
            bases, bancos de dados, vossa base, programa, lista de vocês, disparo, lista, listas, base de dados
            base, sistema, cadastro, registo, registro, agenda, contatos, contactos, banco de dados, disparos
            ficheiros
        """,
        "you": "que",
        "drop": """
            revogação, cancelamento de, retiro, oponho me, opor, rescindir, anulação, encerramento, cancel*
            anul*, revog*, encerr*, suspend*, desativ*, termin*
        """,
        "deal": """
            tratamento, uso dos meus dados, subscrições, autorizações, adesão, plano, plano de sms
            serviço de mensagens, consentimentos, permissões, inscrições, inscrição, assinatura, subscrição
            consentimento, autorização, permissão, serviço
        """,
        "tired": """
            não aguento mais, não suporto mais, não suporto, saturado de, farto de, farta de, enjoei de
            de saco cheio com, enche o saco, enchem o saco, cansado de, cansada de, irritado com, perturbam
            encheram, fart*, cansad*, de saco cheio de, saco cheio de, saturad*, odeio, cansei de, cansei
        """,
        "complaint": """
            não sou cliente, não tenho interesse, sem interesse, não me interessa
            não estou interessado/interessada, nunca autorizei/pedi/dei/solicitei/aceitei/me cadastrei
            não autorizei, não pedi, não conheço vocês, quem são vocês, quem é você, procon, anatel, processo
            processar, advogado, denunciar, lgpd, assédio, última vez, quantas vezes
        """,
        "unsub": """
            sair da lista, sair dessa lista, sair desta lista, me descadastrar, descadastramento, descadastra*
            descinscrever, cancelar cadastro, cancelar inscrição, cancelar sms, unsubscribe, desinscrev*
            anular subscrição, desinscri*, dessubscrev*, desassin*
        """,
        "peace": """
            me deixa/deixe/deixem em paz, deixem/deixe me em paz, vão se foder, vai se foder, vão à merda
            larguem me, me deixa/deixem quieto/quieta
        """,
        "join": """
            gentileza, por gentileza, agradecia, agradecia que, agradeço que, solicito que, peço que, exijo
            exijo que, favor, queiram, pfvr, pfv, plmdds, façam o favor de, faça o favor de, por favor, pf, e
            mas, obrigado, obrigada, então, porque, agradeço, peço, solicito, já, porra
        """,
        "told": """
            escrevo, mando, ligo, recebi, parei, se, quando, como, por que, porque não, onde, quem, ele, ela
            minha mulher, meu marido, amigo, amiga, filho, filha, recebo, adoro, amo, responda, chega a, chegam
            quanto, qual, para receber, tenho que, posso, devo
        """,
        "other": """
            reserva, mesa, pedido, consulta, bilhete, ingresso, entrega, sábado, domingo, segunda, terça, quarta
            quinta, sexta, hoje, amanhã, noite, tarde, só, somente, apenas, exceto, antes, depois, novo, nova
            antigo, outro número, tantas, cebola, conta, cartão, ônibus, autocarro, espera, mudar, trocar
            em vez, duas vezes, enquanto, convidados, código
        """,
        "remove_me": """
            me tira, me tire, me tirem, me remove, me remova, me removam, me exclua, me excluam, me retire
            me retirem, tirem me, retirem me, removam me, me apaga, me apaguem, me deleta, me descadastra
            me descadastre, me bloqueia
        """,
        "filler": """
            disse, já disse, falei, já falei, já pedi, várias vezes, gratos se, grato se, grata se, q, uso, usar
            utilizem, uso do, usem, utilização, bom, boa, dia, senhores, senhor, senhora, prezados, caros, gente
            pessoal, mano, parceiro, véi, pô, poxa, puxa, chatos, chatas, insuportáveis, inúteis, constantes
            malditas, malditos, irritantes, toda hora, todo dia, sem parar, imediato, urgente, urgentemente
            definitivamente, de uma vez, de uma vez por todas, logo, aí, aqui, lá, comerciais, comercial
            indesejadas, não solicitadas, atenciosamente, cumprimentos, grata, grato, vossos, vossa, vosso
            nossa, nosso, lhes, vos, devem, deveriam, têm que, têm de, telefone, celular, telemóvel, via, fins
            efeitos, se possível, se puder, se puderem, são, estão, está, foi, era, era só, minhas, meus
            tantas vezes, dessas, desses, nisso, disso, cheio, estas, estes, este, essas, esses, essa, esse, os
            as, o, a, um, uma, de, da, do, das, dos, com, por, para, pra, pro, seus, suas, sua, seu, vossas
            todo, todos, todas, toda, caralho, merda, saco, pelo amor de deus, deus, imediatamente, agora, vocês
            vcs, você, vc, galera, cara, eu, estou, tou, tô, podem, pode, poderia, poderiam, nesse, neste, nessa
            dessa, desse, desta, deste, meu, minha, de vocês, tipo, sempre, moço, lhe, em, no, na, ao
        """,
    },
    "nl": {
        "cease": """
            hou/houd/houdt/houden eens/nou/alsjeblieft/aub/nu/onmiddellijk/direct/toch op, op te houden, ophoudt
            verbied, verbieden, geen enkel, geen enkele, stopzetten, zet stop, zet uit, uitzetten, schakel uit
            genoeg van, genoeg met, klaar met, kap ermee, kap met, kappen met, blokkeer, kappe, hou es op
            weg met, einde aan, maak een einde aan, uitschakelen, staken, vermijd, hou/houd/houdt op, ophouden
            genoeg, kappen, kap, houdt u op, houden jullie op, beëindig, staak, hou maar op, schei uit
        """,
        "contact": """
            contact, contact opnemen, contact op te nemen, contact zoeken, te bellen, te sms'en, sms'en
            te schrijven, te storen, lastigvalt, lastigval, vallen, zeuren, stalken, smsjes sturen, te appen
            spamt, bestook, irriteren, te spammen, contacten, opnemen, appen, bellen, berichten, contacteren
            benaderen, lastigvallen, lastig, spammen, schrijven, storen, lastig te vallen, val, te benaderen
            benader, contacteer, bel, app, schrijf, bestoken, mailen
        """,
        "send": """
            gestuurd, sturen jullie, zend, zendt, toestuurt, stuurt, het sturen van, het verzenden van
            te verzenden, te zenden, bezorgen, sturen, stuur, verzenden, verstuur, versturen, zenden, stuurd
            toesturen, te sturen, toe te sturen, toezenden
        """,
        "texts": """
            sms'jes, sms-jes, jes, reclameberichten, tekst, teksten, nieuwsbrief, nieuwsbrieven, reclames
            acties, kortingen, mededelingen, updates, uitingen, app berichten, sms berichten, smsberichten
            commerciële berichten, spamberichten, spammetjes, aanbieding, promo, notificatie, bericht
            berichtjes, reclame, aanbiedingen, mails, spam*, meldingen, advertenties, smsje, notificaties
            berichtje, appjes, tekstberichten, promoties, onzin, troep
        """,
        "things": "dit, deze, die, dingen, spul, zooi, rommel, meuk, ongein, iets, zoiets, dit soort dingen",
        "not": "geeneen, nimmer, noch, nie, nooit, nix, niet, geen, niks, niets",
        "cannot": "kan niet, kon niet, lukt niet, zonder, onmogelijk, kunnen niet",
        "more": """
            nooit meer, opnieuw, in het vervolg, in de toekomst, vanaf nu, nog langer, weer, niks meer, meer
            verder, langer, voortaan
        """,
        "want": """
            wenst, gewenst, prijs op, stel, waardeer, geef toestemming voor, toestemming, verzoek, gevraagd om
            geinteresseerd, wou, wilde, mag, geïnteresseerd in, zit te wachten op, zit niet te wachten op
            behoefte aan, op prijs, wil, wens, willen, hoef, behoefte, zou, wensen, interesse, hoeft, zin
            hoeven
        """,
        "get": """
            horen, vernemen, blijven ontvangen, te horen, ontvang, hebbe, krijg, staan, op staan, voorkomen
            deelnemen, ontvangen, krijgen, hebben, zien, te ontvangen, lezen, te krijgen
        """,
        "reached": """
            te worden, benaderd te worden, lastig gevallen, gestoord, gecontacteerd worden
            lastiggevallen worden, gespamd, benaderd, gecontacteerd, lastiggevallen, gebeld, benaderd worden
        """,
        "remove": """
            verwijdering, gewist, gehaald, uitgeschreven, schrijven uit, afhalen, afmelden, eruit halen
            eruit gooien, weghalen, uithalen, uit te halen, te wissen, te schrappen, uitschrijven, gooi eruit
            doe weg, kieper, vergeet, weg te halen, te halen, verwijder, verwijderen, verwijdert, wis, wissen
            schrap, schrappen, haal, halen, verwijderd, gooi, wist, haalt, te verwijderen, schrapt
        """,
        "lift": "neem, nemen",
        "off": "af, eraf, uit, van",
        "exit": "eruit, uitstappen, verlaten, weg",
        "me": "mij, me, ons",
        "number": """
            mijn nr, dit nr, mijn mobiel, mijn mobieltje, mijn contactgegevens, mijn persoonlijke gegevens
            mijn persoonsgegevens, naar dit nummer, op dit nummer, al mijn gegevens, deze telefoon
            dit mobiele nummer, dit toestel, mijn mobielnummer
            mijn/dit/ons nummer/telefoonnummer/gegevens/06/naam/telefoon, mijn 06 nummer, mijn mobiele nummer
            mijn data
        """,
        "list": """
            adressenlijst, bellijst, contactenlijst, contactlijst, mailing, verzendlijsten, sms lijst, groep
            systemen, bestanden, klantenbestand, databank, mailbestand, programma, lijst, bestand
            adressenbestand, systeem, lijsten, maillijst, mailinglijst, verzendlijst, databestand, adresboek
            smslijst
        """,
        "you": "dat",
        "drop": """
            intrekking, opzegging, trek in, herroep, beëindiging, stop te zetten, op te zeggen, bezwaar
            maak bezwaar, cancel, cancelen, annulering, annuleer, annuleren, opzeggen, zeg, intrekken, trek
            beëindigen, trekken
        """,
        "deal": """
            abo, sms dienst, smsdienst, sms service, sms abonnement, lidmaatschap, goedkeuring, akkoord, gebruik
            verwerking, gegevens, abonnement, inschrijving, aanmelding, dienst, service
        """,
        "tired": """
            gek van, ziek van, word gek van, helemaal klaar met, erger me aan, irriteert, zat van, spuugzat, zat
            beu, moe van, irritant
        """,
        "complaint": """
            geen klant, geen interesse, niet geïnteresseerd, nooit toestemming gegeven, nooit aangemeld
            nooit ingeschreven, nooit om gevraagd, niet om gevraagd, ken jullie niet, wie zijn jullie, advocaat
            aangifte, avg, acm, autoriteit, laatste keer, hoe vaak moet, nooit gegeven, interesseert me niet
            interesseert mij niet
        """,
        "unsub": """
            uitschrijving, afmelding, unsubscribe, meld/schrijf mij/me uit, meld/schrijf ons uit, meld ons af
            meld mij/me alsjeblieft/alstublieft/direct/nu af
            schrijf mij/me alsjeblieft/alstublieft/direct/nu uit, uitgeschreven worden, afgemeld worden
            af melden, uit schrijven, meld mij/me af, afmeld*, uitschrijf*, meldt mij/me af, schrijft mij/me uit
            uit te schrijven, af te melden, meld mij/me aub af
        """,
        "peace": """
            met rust laten, met rust te laten, met rust, krijg de klere, krijg de tering, tyf op
            opgesodemieterd, opzouten, zout op, opdonderen, oprotten, optiefen, laat mij/me/ons met rust
            laat mij/me nou/toch/gewoon met rust, rot op, donder op, sodemieter op, flikker op
            laat me nu met rust
        """,
        "join": "aub, alsjeblieft, alstublieft, svp, bedankt, en, maar, dus, dank, graag, want, gewoon",
        "told": """
            jullie sturen/schrijven/appen, u stuurt, ik stuur/schrijf/bel, heb geen, hebben geen, als, wanneer
            waarom, hoe, waar, of, hij, ze, mijn vrouw, mijn man, vriend, vriendin, zoon, dochter, ik krijg
            ik ontvang, wat, wie, hou van, antwoord, zodra, moet ik
        """,
        "other": """
            reservering, tafel, bestelling, afspraak, kaartje, kaartjes, tickets, bezorging, zaterdag, zondag
            maandag, dinsdag, woensdag, donderdag, vrijdag, vandaag, morgen, vanavond, avond, nacht, alleen
            behalve, nieuwe, oude, ander, andere, zoveel, vaak, ui, uien, rekening, halte, bushalte, dubbel
            wachtlijst, gastenlijst, wijzigen, tot, uur, code
        """,
        "not_want": "heb/hebben geen zin/interesse/behoefte",
        "filler": """
            voor, na, gezegd, ik zei, heb gezegd, al gezegd, gevraagd, al gevraagd, heb gevraagd, meerdere keren
            jullie gezegd, zsm, spoedig, per direct, per omgaande, geachte, beste, mevrouw, meneer, heer, groet
            groeten, mvg, gr, hoi, hallo, hee, jongens, man, gast, joh, hoor, eigenlijk, helemaal, absoluut
            serieus, vreselijke, rare, domme, achterlijke, onnodige, ongewenste, dagelijkse, opdringerige, kut
            telefonisch, gebruiken, gegeven, mijn, onze, hem, haar, jou, jouw, hun, jezelf, mezelf, alvast, komt
            gaat, doe, doen, laten, laat, zet, moet, moeten, wordt, worden, daar, daarvan, hiervan, hiermee
            daarmee, ermee, mee, over, bij, door, als het kan, indien mogelijk, dag, hele, altijd, elke keer
            keer, wilt, wil je, wil u, prijs, de, het, een, jullie, uw, je, al, alle, met, aan, op, te, in, naar
            ik, u, jij, we, is, ben, heb, hebt, nu, direct, onmiddellijk, eens, nou, toch, echt, godverdomme
            verdomme, stomme, irritante, vervelende, ongevraagde, elke, mensen, hier, zijn, zo, kunt, kun, kan
            kunnen, zouden, steeds, constant, dan, er, ervan, om, via
        """,
    },
    "pl": {
        "cease": """
            zabraniam, zakazuję, zaprzesta*, zaprzestanie, stop z, koniec z, dość z, dość, dosyć z, wstrzymać
            wstrzymanie, wyłączcie, wyłącz*, przestańcie z, ograniczcie, skończcie z, skończcie już, zaniecha*
            blokuj*, zero, odpuśćcie, żadnych, przestań, przestańcie, przestan*, przesta*, koniec, dosyć
            skończcie, skończ, wstrzyma*, zakończ*, starczy, żadnych więcej, wystarczy
        """,
        "contact": """
            nachodzić, nachodźcie, dręczyć, dręczcie, zaczepiać, zaczepiajcie, zadręcza*, zasypywać, zasypujcie
            bombardować, bombardujcie, kontaktu, kontakt, dzwonienia, dzwonić, pisania, wydzwaniać, wydzwaniaj*
            molestować, spamowania, spamowanie, zaśmiecać, zaśmieca*, wkurzać, denerwować, męczcie, niepokójcie
            esemesować, esemesuj*, prześladować, pisać, pisz, piszcie, pisanie, dzwoń*, kontaktować
            kontaktujcie, kontaktowania, spamować, spamowa*, nęka*, męczyć, niepokoić, zawracać, zawracajcie
            spamujcie, napisz*, kontaktuj*
        """,
        "send": """
            wysyłan*, przesyłan*, przysyłan*, wysyłanie, rozsyłać, rozsyłaj*, dosyłać, nadsyłać, nadsyłaj*
            przesyłania, przesyłek, wysylaj*, przysylaj*, przesylaj*, przysylac, slac, slijcie, wysłać
            wyślijcie, przysyłanie, dostarcza*, wysyłać, wysyłania, wysyłki, przysyłania, przesyłać, przesyłanie
        """,
        "texts": """
            smsy, sms'ów, esemesy, wiadomosci, reklamówek, newsletter*, informacji handlowych, rabatów, zniżek
            ogłoszeń, kampani*, materiałów, marketing*, spam*, wiadomoś*, smsami, smsa, reklam*, ofert*
            powiadomie*, promocj*, esemes*, maili, mailing*, komunikat*, wiadomosc*
        """,
        "things": "tego, to, rzeczy, czegoś, takich rzeczy, śmieci, badziewia, bzdur, głupot, syfu",
        "not": "żadnego, niczego, wcale, nikt, bynajmniej, nie, żadne, żaden, nigdy, nic, ani, żadnej",
        "cannot": """
            nie mogę, nie może, nie można, bez, nie dostałem, nie dostałam, nie przyszedł, nie przyszła
            nie umiem, nie da się
        """,
        "more": """
            kiedykolwiek, w przyszłości, na przyszłość, od teraz, ani razu, nadal, dalsze, następnych, więcej
            ponadto, już, nigdy więcej, ponownie, dalej, dalszych, kolejnych, więcej już
        """,
        "want": """
            zamierzam, ochoty, ochotę na, mam ochoty, mam zamiaru, życzymy, pragnę, zainteresowany
            zainteresowana, zgadzam się na, wyrażam zgody na, zgody na, prosiłam, zamawiałem, potrzebne
            potrzeba, akceptuję, wolałbym, wolałabym, toleruję, chcę, życzę, chcemy, potrzebuję, chciałbym
            chciałabym, interesuj*, wyrażam, zgadzam, prosiłem
        """,
        "get": """
            otrzymyw*, odbier*, otrzymania, dostania, odbierania, dalej otrzymywać, być, figurować, uczestniczyć
            oglądać, słyszeć, dostac, otrzymywać, dostawać, otrzymywania, dostawania, mieć, czytać, widzieć
            odbierać
        """,
        "reached": "niepokojony, niepokojona, nękany, nękana",
        "remove": """
            usunięcie, usuniecia, wykreślenie, wykreślenia, skreślenie, wykasuj*, wywal*, wywalcie, zapomnij*
            likwid*, usuwa*, usunie*, usuńcie, usunąć, usun*, skasuj*, wykreśl*, skreśl*, wymaż*, wyrzuć*
            kasuj*, zablokuj*
        """,
        "exit": "wyjść, opuścić, zniknąć",
        "me": "mnie, mi, nas, nam",
        "number": """
            numeru telefonu, mojego nr, nr, moje dane osobowe, danych osobowych, mój nr tel, na ten numer
            pod ten numer, tego nr, mój tel, mojego telefonu, moje konto, mój kontakt, nasz numer, numerem
            moj numer, moj nr, moj numeru, moj telefon, moj telefonu, ten numer, ten nr, ten numeru, ten kontakt
            ten telefon, ten telefonu, mojego numer, mojego numeru, mojego kontakt, mojego telefon, tego numer
            tego numeru, tego kontakt, tego telefon, tego telefonu, swoj numer, swoj nr, swoj numeru
            swoj kontakt, swoj telefon, swoj telefonu, numer, numeru, moje/moich dane/danych, nr telefonu, dane
        """,
        "list": """
            listy mailingowej, bazy klientów, grupy, kontaktów, książki, systemów, baz, wysyłkowej, baz danych
            bazie danych, listy wysyłkowej, ewidencji, listy odbiorców, bazy, baza, listy, lista, bazie, systemu
            bazy danych, list, rejestru, spisu, kartoteki, mailingu
        """,
        "you": "żebyście, żeby, aby, by, abyście",
        "drop": """
            wycofanie, cofnięcie, wycofuję zgodę, sprzeciw, sprzeciwiam, wypowiedzenie, rezygnacj*
            zrezygnować z, anulow*, odwołać, odrzucam, anuluj*, cofam, wycofuję, rezygnuję, odwołuję, wypowiadam
            cofnąć, wycofać, rezygnacja, zrezygnować, rezygnujemy
        """,
        "deal": """
            zgoda, przetwarzanie, przetwarzania, subskrypcja, newsletterów, członkostwa, reklamowych, zgodę
            zgody, subskrypcj*, abonament*, usług*, wysyłk*
        """,
        "tired": """
            mam już dość, mam już dosyć, mam was dość, mam serdecznie dość, wkurwia*, irytuj*, wnerwia*
            dość mam, dosyć mam, dostaję szału od, zmęczon*, rzygam, nie mogę już patrzeć na, mam dość
            mam dosyć, dość tych, mam po dziurki w nosie, wkurza*, denerwuj*, męcz*
        """,
        "complaint": """
            nie jestem klientem/klientką, nie jestem zainteresowany/zainteresowana, nie interesuje mnie
            nie interesuje, nie wyrażałem, nie wyrażałam, nie wyraziłem, nie wyraziłam, nigdy nie wyrażałem
            nie zgadzałem się, nie znam was, kim jesteście, skąd macie, uodo, rodo, prawnik, policja, zgłoszę
            nękanie, ostatni raz, ile razy, nie prosiłem, nie prosiłam, nie podawałem, nie podawałam
        """,
        "unsub": """
            wypisz mnie, wypiszcie mnie, wyrejestrować, wyrejestrowanie, odsubskrybować, odsubskrybuj
            odpisz mnie, wypisania, unsubscribe, wypisujcie, rezygnacja z subskrypcji, wypisz, wypiszcie
            wypisać, wypisuję, wypisanie, wyrejestr*, odsubskryb*, wypis*
        """,
        "peace": """
            spokój, święty spokój, spierdalaj*, odwalcie, idźcie do diabła, wynocha, walcie się, pocałujcie mnie
            dajcie/daj mi spokój, dajcie mi święty spokój, odczepcie się, odczep się, odwalcie się, odwal się
            spadajcie, spadaj, spieprzaj*, odpieprzcie się, wypierdalaj*, zostawcie mnie w spokoju
            nie zawracajcie mi głowy
        """,
        "join": """
            bardzo proszę, uprzejma prośba, prośba o, prośba, wnoszę o, żądam, błagam, proszę o, apeluję
            zwracam się z prośbą o, domagam się, proszę, i, a, dziękuję, dzięki, ale, więc, bo, uprzejmie
            natychmiast, uprasz*
        """,
        "told": """
            piszę, wysyłam, dzwonię, dostałem, dostałam, otrzymałem, jeśli, jeżeli, kiedy, dlaczego, czemu, jak
            gdzie, on, ona, żona, mąż, kolega, koleżanka, syn, córka, dostaję, otrzymuję, czy, kto, ile
            uwielbiam, odpisz, do kiedy, co, gdy
        """,
        "other": """
            rezerwacj*, stolik*, zamówieni*, wizyt*, bilet*, dostaw*, sobot*, niedziel*, poniedział*, wtorek
            środ*, czwartek, piątek, dziś, dzisiaj, jutro, wieczor*, noc*, rano, tylko, oprócz, przed, nowy
            nowego, stary, inny, tyle, cebul*, rachun*, przystan*, zamiast, zmieni*, podwójn*, dwa razy, podczas
            kod, kodu
        """,
        "filler": """
            mówiłem, mówiłam, powiedziałem, powiedziałam, już mówiłem, prosiłem już, wielokrotnie, tyle razy
            pisałem, bardzo, wreszcie, ludzie, człowieku, kobieto, serio, jakichkolwiek, jakiekolwiek
            jakimkolwiek, pisemnie, telefonicznie, telefon, komórkę, swoimi, waszymi, tymi, ciągłych, nachalnych
            nachalne, uciążliwych, bezsensownych, bezsensowne, durnych, debilnych, idiotycznych, pieprzonych
            jebanych, niechcianych, codziennie, każdego, dnia, dzień, dobry, witam, pozdrawiam, szanowni, drodzy
            poważaniem, was, wami, ci, ty, my, nasz, ich, jej, jego, która, który, które, że, iż, lecz, albo
            lub, oraz, gdyż, ponieważ, jak najszybciej, niezwłocznie, pilnie, całkowicie, definitywnie, trwale
            raz na zawsze, mógłby, mogłaby, moglibyście, musicie, macie, mam, miałem, będę, będzie, celach
            marketingu, celów, marketingowe, mailowo, stąd, skądkolwiek, choroba, no, ej, hej, halo, weźcie, weź
            kurde, cholera, jasna, jeszcze, tak, dobra, to jest, tel, te, ten, ta, tych, tej, tym, swoje, wasze
            waszych, waszej, wasz, wasza, swoich, od, do, z, na, w, we, o, za, po, się, sobie, państwo, państwa
            pan, pani, wy, tu, tutaj, cholerne, cholernych, głupich, głupie, kurwa, do cholery, wszelkich
            wszystkich, wszystkie, w końcu, ciągle, cały czas, naprawdę, jestem, są, jest, możecie, możesz, mogą
            takich, takie, marketingowych, swojej, waszego, na ten, mój, danych
        """,
    },
    "cs": {
        "cease": """
            zakazuji, zakazuju, nechte, nechte už toho, vypněte, dost s, konec s, přestaňte s, přestaňte už s
            zrušte, skončete s, zastavit, ukončení, blokujte, přestaň*, přestat, zastav*, konec, dost, stačí
            ukončete, skončete, nechte toho, přestante, ukončit
        """,
        "contact": """
            píšete, písat, otravování, kontaktování, kontakt, oslovovat, oslovujte, bombardovat, spamování
            volání, psát, pište, otravovat, otravujte, kontaktovat, kontaktujte, volat, volejte, spamovat
            obtěžovat, obtěžujte
        """,
        "send": """
            zaslání, rozesílat, rozesílání, rozesílejte, posílal, posílali, posílat, posílejte, zasílat
            zasílejte, posílání, zasílání
        """,
        "texts": """
            zprávy, zprávami, smskami, smskama, sms zprávy, reklamních, obchodních sdělení, sdělení, newslettery
            propagaci, slevy, slev, spamu, akcí, textovek, textovky, zpráv*, smsky, smsek, reklam*, nabíd*
            esemes*, spamy, upozornění
        """,
        "things": "to, tohle, věci, blbosti, něco, kraviny, toho",
        "not": "žádné, nikdy, nic, ne, žádný, žádná, žádných",
        "more": "už, další, dále, více, víc, znovu",
        "want": """
            chtěl bych, chtěla bych, stojím o, zájem o, souhlasím s, souhlas s, nesouhlasím s, chci, přeji
            přejeme, zájem, potřebuji, stojím
        """,
        "get": "dostat, obdržet, přijímat, být, vidět, odebírání, dostávat, mít, odebírat, číst",
        "remove": """
            vyřazení, vymazání, odstranění, smazání, vyškrtnutí, vyhoď*, zapomeň*, vymaz*, smaz*, vyrad*
            odstra*, vyřa*, vyškrtn*, zruš*, odeber*
        """,
        "exit": "odejít, vystoupit",
        "me": "mě, mi, mne, nás, nám",
        "number": """
            svoje číslo, své číslo, mé tel číslo, mé telefonní číslo, mého čísla, mé osobní údaje, osobní údaje
            můj kontakt, na toto číslo, na moje číslo, tohle číslo, moje cislo, me cislo, me cisla, me kontakt
            moje cisla, moje kontakt, muj cislo, muj cisla, toto cislo, toto cisla, toto kontakt, meho cislo
            meho kontakt, tohle cisla, tohle kontakt, číslo, moje/mé údaje, moje telefonní číslo
        """,
        "list": """
            kontaktů, rozesílky, databází, seznamů, evidencí, mailing listu, skupiny, listu, databáze, seznam
            systému, evidence
        """,
        "you": "abyste, aby",
        "drop": "zrušení, odvolání, nesouhlas, vypovídám, zruším, ukonč*, odvolávám, odvolat, odhlašuji, stahuji",
        "deal": """
            odběr sms, sms službu, službu, zpracování, zpracováním, odběru sms, odběr, odběru, souhlas
            předplatné, newsletter*
        """,
        "tired": """
            nebaví, lezou na nervy, už mě štvou, už mě nebaví, serou, srát, otravuj*, štve, štvou, mám dost
            dost těch, mám plné zuby
        """,
        "complaint": """
            nemám zájem, nezajímá mě, nezájem, nikdy jsem nesouhlasil/nesouhlasila, nedal/nedala jsem souhlas
            nikdy jsem se, neznám vás, kdo jste, policie, právník, úoou, gdpr, obtěžování, kolikrát, naposledy
            odkud máte
        """,
        "unsub": "odhlášení, odhlášku, odhlásit se, odhlas, unsubscribe, odregistr*, odhlas*",
        "peace": """
            dejte/dej mi pokoj, nechte/nech mě být, nechte mě na pokoji, jděte do háje, vyliž*, jděte do prdele
            běžte do prdele
        """,
        "join": "prosím, a, děkuji, díky, ale, tak, takže, laskavě",
        "told": """
            píšu, posílám, volám, dostal, dostala, když, pokud, kdy, proč, jak, kde, on, ona, kamarád, manžel
            manželka, dostávám, kdo, jestli, co, nedostávám
        """,
        "other": """
            rezervac*, objednáv*, stůl, stolek, termín, lístk*, sobot*, neděl*, pondělí, úterý, středu, čtvrtek
            pátek, dnes, zítra, večer, noci, jen, pouze, kromě, nové, nový, staré, tolik, cibul*, účet, účtu
            zastávk*, místo, akce
        """,
        "not_send": """
            nezasílejte, neposílejte, neposílejme, nerozesílejte, neposilat, neposílej, nezasílat, neposílali
            nezasílali, neposlali
        """,
        "not_contact": """
            neotravujte, nespamujte, nepsali, neotravovat, nekontaktovat, nevolat, neobtěžovat, nepište
            nevolali, neobtěžovali, neotravovali, nekontaktujte, nevolejte, neobtěžujte, nepiš, neotravuj
            nepsat
        """,
        "not_want": """
            nechtěl, nechtěla, nesouhlasím, netoužím, nezajímají, nehodlám, nestojím o, nemám zájem o, nechci
            nechceme, nepřeji, nemám, nepotřebuji, nepřejeme, nestojím, nezajímá
        """,
        "filler": """
            říkal, říkala, řekl, řekla, několikrát, psal, své, svých, svými, těmi, těmito, vašimi, vašich, pořád
            furt, neustále, stále, prosím vás, dobrý, den, zdravím, hezký, pěkný, ať, i, k, ke, u, v, ve, se, po
            při, bez, za, o, jako, tímto, žádám, žádám o, prosím o, moc, vůbec, nikdo, kurva, sakra, debilní
            blbé, hloupé, nevyžádané, nevyžádaných, svoji, svou, mého, mojí, mých, telefon, mobil, ihned
            okamžitě, byste, vy, ty, já, my, jejich, tady, odtud, tam, nikam, pro, marketingové, účely, reklamní
            tímhle, tohohle, té, této, tu, jsem, jste, může, mohli, moct, tyhle, tyto, ta, ten, tento, těch
            těchto, vaše, váš, od, do, z, ze, na, s, si, otravné, otravných, hned, konečně, všechny, všech
            prostě, je, sem, můžete, bych, vaší, pane, lidi, mým, jiné
        """,
    },
    "sk": {
        "cease": """
            zakazujem, nechajte, vypnite, dosť s, koniec s, prestaňte s, zrušte, skončite s, ukončenie, prestaň*
            prestať, zastav*, koniec, dosť, stačí, ukončite, nechajte toho
        """,
        "contact": """
            otravovanie, kontaktovanie, kontakt, oslovovať, bombardovať, spamovanie, písať, píšte, otravovať
            otravujte, kontaktovať, kontaktujte, volať, volajte, spamovať, obťažovať, obťažujte
        """,
        "send": """
            zaslanie, rozosielať, rozosielanie, posielali, posielanie, posielať, posielajte, zasielať
            zasielajte, posielania, zasielanie
        """,
        "texts": """
            správami, sms správy, reklamných, obchodných oznámení, newslettery, zľavy, zliav, spamu, akcií
            esemesky, správ*, smsky, smsiek, reklam*, ponuk*, esemes*, upozorneni*
        """,
        "things": "to, toto, veci, blbosti, niečo, toho",
        "not": "žiadne, nikdy, nič, nie, žiadny, žiadnych",
        "more": "už, ďalšie, ďalej, viac, znova",
        "want": "chcel by som, chcela by som, záujem o, súhlasím s, chcem, prajem, želám, záujem, potrebujem",
        "get": "dostať, obdržať, byť, vidieť, dostávať, prijímať, mať, odoberať, čítať",
        "remove": """
            vyradenie, vymazanie, odstránenie, zmazanie, vyhoď*, zabudnite, vymaz*, zmaz*, vyrad*, odstrá*
            vyškrtn*, zruš*
        """,
        "me": "ma, mi, mňa, nás, nám",
        "number": """
            svoje číslo, môjho čísla, osobné údaje, moje osobné údaje, na toto číslo, na moje číslo, toto cislo
            moje cislo, moje kontakt, toto kontakt, moj cislo, moj kontakt, číslo, moje údaje
            moje telefónne číslo
        """,
        "list": """
            kontaktov, databáz, zoznamov, mailing listu, skupiny, listu, zoznamu, databázy, zoznam, databáza
            systému, evidencie
        """,
        "you": "aby, aby ste",
        "drop": "zrušenie, odvolanie, nesúhlas, ukonč*, odvolávam, odvolať, sťahujem",
        "deal": "odber, súhlas, predplatné, newsletter*",
        "tired": "otravuj*, štve, štvú, mám dosť, mám plné zuby",
        "complaint": """
            nemám záujem, nezaujíma ma, nikdy som nesúhlasil/nesúhlasila, nedal/nedala som súhlas, neznám vás
            nepoznám vás, kto ste, polícia, právnik, gdpr, obťažovanie, koľkokrát, odkiaľ máte
        """,
        "unsub": "odhlásenie, odhlásiť sa, odhlas, unsubscribe, odregistr*, odhlás*",
        "peace": "dajte/daj mi pokoj, nechajte ma tak, nechajte ma na pokoji, choďte do riti",
        "join": "prosím, a, ďakujem, vďaka, ale, tak, takže, láskavo",
        "told": """
            keď, ak, kedy, prečo, ako, kde, on, ona, kamarát, manžel, manželka, dostávam, kto, či, čo
            nedostávam
        """,
        "other": """
            rezerváci*, objednáv*, stôl, termín, lístk*, sobot*, nedeľ*, pondelok, utorok, stred*, štvrtok
            piatok, dnes, zajtra, večer, noci, len, iba, okrem, nové, nový, staré, toľko, cibuľ*, účet, účtu
            zastávk*, namiesto, akci*
        """,
        "not_send": "neposielajte, neposielaj, nezasielajte, neposielať, nezasielať, neposielali",
        "not_contact": "nepíšte, neotravujte, nekontaktujte, nevolajte, neobťažujte, nepíš, nespamujte, nepísať",
        "not_want": """
            nechcel, nechcela, nesúhlasím, nezaujímajú, nestojím o, nemám záujem o, nechcem, nechceme, neprajem
            nemám, nepotrebujem, neželám, nestojím, nezaujíma
        """,
        "filler": """
            svoje, svojich, vašimi, stále, furt, neustále, prosím vás, dobrý, deň, zdravím, i, k, ku, u, v, vo
            sa, po, bez, za, týmto, žiadam, žiadam o, prosím o, veľmi, vôbec, kurva, debilné, hlúpe, nevyžiadané
            svoju, moje, môjho, mojej, telefón, mobil, ihneď, okamžite, vy, ty, ja, my, tu, odtiaľto, tam
            marketingové, účely, som, ste, môže, mohli, tie, tieto, ten, tento, ta, tých, týchto, vaše, vašich
            váš, od, do, z, zo, na, o, s, si, sakra, otravné, hneď, konečne, všetky, všetkých, proste, je, sem
            môžete, by, reklamné, vašej, ľudia
        """,
    },
    "sv": {
        "cease": """
            förbjuder, nu räcker det med, räcker nu med, det räcker med, upphöra, upphör med, inga, ingen
            sluta med, stäng av, blockera, undvik, avstå från, slutar, få slut på, lägga av med, lägg av med
            slutade ni, sluta, slutar ni, stoppa, upphör, nog med, slut med, räcker med, avsluta, lägg av
            lägg ner, inga fler, ingen mer
        """,
        "contact": """
            ring, hör, messa mig, kontakta, höra, hör av, ringa, störa, tjata, spamma, messa, plåga, skriver
            besvära, bomba, bombardera, kontakter, smsa, sms:a, skriva, höra av, trakassera, skriv, kontakt
        """,
        "send": """
            skickat, sänd, skickande, utskick av, skicka mig, sänder, skicka, skickar, sända, skicka ut, skickas
        """,
        "texts": """
            sms:en, smsen, mess, sms meddelanden, reklam sms, reklamutskick, nyhetsbrev, marknadsföring
            kampanjer, textmeddelanden, massutskick, notis, aviseringar, erbjudande, meddelanden, meddelande
            reklam, erbjudanden, utskick, notiser, annonser, mejl, reklamen, meddelandena
        """,
        "things": "detta, det här, något, saker, skit, skiten, det, sånt här",
        "not": "inte, aldrig, inget, ej",
        "cannot": "kan inte, kunde inte, utan, går inte, har inte, fick inte",
        "more": "mer, fler, mera, längre, igen, någonsin, framöver, i fortsättningen",
        "want": """
            intresserad av, godkänner, samtycker till, gillar, uppskattar, vill, önskar, behöver, orkar
            intresserad, intresse
        """,
        "get": "erhålla, bli, vara, vara med, vara kvar, fortsätta få, höra från, få, ha, motta, ta emot, läsa, se",
        "reached": "bli kontaktad, bli störd, störd, bli spammad, kontaktas, kontaktad",
        "remove": """
            radering, borttagning, borttagen, tas bort, raderad, raderas, glöm, släng, kasta, strykas, bort med
            bli borttagen, få bort, ta bort, radera, stryk, plocka bort, tag bort, tar bort, raderar, rensa
            avlägsna
        """,
        "lift": "ta, plocka, tag",
        "off": "bort, av, från",
        "exit": "gå ur, lämna, ur, gå ut",
        "me": "mig, oss, mej",
        "number": """
            mitt mobilnr, mitt nr, detta nr, mina personuppgifter, mina kontaktuppgifter, mitt telefonnr
            den här telefonen, till detta nummer, till det här numret, det här numret, min info, allt om mig
            mitt har nummer, mitt har telefonnummer, mitt har mobilnummer, mitt har numret, detta har nummer
            detta har telefonnummer, detta har mobilnummer, detta har numret, vart har nummer
            vart har telefonnummer, vart har mobilnummer, vart har numret, det har nummer, det har telefonnummer
            det har mobilnummer, numret, mina uppgifter, min mobil, min telefon
        """,
        "list": """
            listor, utskickslistan, kontaktlista, kontaktlistan, adressbok, mejllista, sms lista, sms listan
            registren, grupp, gruppen, kundregister, maillista, utskicken, lista, listan, register, registret
            sändlista, sändlistan, databas, databasen, utskickslista, system, systemet
        """,
        "you": "att ni",
        "drop": """
            uppsägning, återkallelse, säger upp, motsätter mig, tar tillbaka mitt, avslutning, säg upp
            återkallar, avbryt, återkalla, tar tillbaka, säga upp
        """,
        "deal": """
            mitt samtycke, medgivande, godkännande, sms tjänsten, sms tjänst, tjänst, prenumerationer, samtycket
            prenumeration, prenumerationen, samtycke, tjänsten, abonnemang
        """,
        "tired": """
            så trött på, jävligt trött på, spyr på, irriterad på, nog av, fått nog av, trött på, less på, hatar
        """,
        "complaint": """
            inte intresserad, ej intresserad, aldrig godkänt, aldrig gett, har inte godkänt, har inte gett
            vem är ni, vilka är ni, känner er inte, polisanmäla, anmäla er, advokat, gdpr, trakasserier
            sista gången, hur många gånger, var har ni fått
        """,
        "unsub": """
            avprenumerera, avregistrera mig, avregistrering, avanmälan, unsubscribe, avbeställ*, sms stopp
            avsluta prenumerationen, avsäga, avregistrera, avanmäl, avanmäla, avmäl*, avsäg*, avregistr*
        """,
        "peace": "lämna mig ifred, lämna mig i fred, låt mig vara, dra åt helvete, låt mig vara ifred",
        "join": "snälla, tack, och, men, så, vänligen",
        "told": """
            ni skickar/skriver/hör, jag skickar/skriver, om, när, varför, hur, var, han, hon, min fru, min man
            vän, kompis, son, dotter, får, jag får, vad, vem, slutade, gärna
        """,
        "other": """
            bokning*, bord, bordet, beställning*, tid, biljett*, leverans, lördag, söndag, måndag, tisdag
            onsdag, torsdag, fredag, idag, imorgon, ikväll, kväll, natten, bara, endast, utom, innan, efter
            nytt, nya, gamla, så många, så ofta, lök*, notan, hållplats, istället, väntelistan, koden
        """,
        "not_want": "undanbeder mig, undanber mig, undanbedes, undanber",
        "filler": """
            sagt, bett, flera gånger, ert, mitt, min, mina, vårt, vi, man, nån, jättemycket, verkligen, helt
            aldrig mer, kan ni, skulle ni kunna, kunna, be, ber, ber er, kräver, hej, hallå, mvh, hälsningar
            tack på förhand, ingen mening, jobbiga, störande, irriterande, onödiga, dumma, oönskade, dagliga
            ständiga, förbannade, helvetet, fan, gång, för i, mobil, telefon, era, eran, som, om det går
            om möjligt, dessa, den här, de här, dem, ut, upp, in, hos, via, marknadsföringssyfte, göra, gör
            fått, har, hade, varje, dag, de, dom, den, där, er, din, dina, alla, till, med, på, i, jag, ni, du
            för, jävla, nu, genast, hela tiden, några, kan, ska, skulle, är, blir, att, era förbannade
            omedelbart, faktiskt, sånt, denna, allt
        """,
    },
    "da": {
        "cease": """
            forbyder, slut nu med, nu er det nok med, så er det nok med, sluk for, bloker, ophøre med, ophør med
            stop venligst med, stop nu med, hold så op, hold nu op med, drop, undlad at, undgå, stop med
            hold op, hold nu op, slut med, stoppe, nok med, hold venligst op, lad være, ophør, stands
            ikke flere, ingen flere
        """,
        "contact": """
            ring, genér, kontakter, ringer, skriver, forstyrrer, henvende, henvend, spamme, genere, bombardere
            henvendelser, kontakt, skrive, kontakte, ringe, forstyrre, skriv, sms'e, plage, chikanere
        """,
        "send": "sendes, sendte, fremsende, tilsende, udsende, sende, send, sender",
        "texts": """
            sms'erne, reklamebeskeder, nyhedsbrev, nyhedsbreve, markedsføring, tekstbeskeder, tilbudsmails
            kampagner, notifikation, mails, beskeder, besked, reklame, reklamer, tilbud, smser, beskederne
            notifikationer, annoncer
        """,
        "things": "dette, det her, noget, ting, lort, pis, det",
        "not": "ikke, ingen, aldrig, intet, ej",
        "cannot": "kan ikke, kunne ikke, uden, har ikke, fik ikke",
        "more": "mere, flere, længere, igen, fremover",
        "want": """
            interesseret i, giver samtykke til, har lyst til, lyst til at, vil, ønsker, gider, behøver
            interesseret, gad, vil gerne
        """,
        "get": "modtage, blive, være, stå, høre fra, fortsat modtage, have, få, modtager, se, høre",
        "reached": "kontaktes, blive kontaktet, forstyrres",
        "remove": """
            sletning, fjernelse, slettes, fjernes, glem, smid, slet, slette, fjern, fjerne, slettet, fjernet
            stryg
        """,
        "lift": "tag, tage",
        "off": "af, væk, fra",
        "exit": "forlade, ud af, ud fra, ud",
        "me": "mig, os",
        "number": """
            mit nr, dette nr, mine personoplysninger, mine kontaktoplysninger, mit mobilnr, denne telefon
            til dette nummer, det her nummer, min info, alt om mig
            mit/dette/vores nummer/telefonnummer/mobilnummer/tlf, mit tlf nummer, mine oplysninger, mine data
        """,
        "list": """
            maillist, mailingliste, kontaktliste, adressebog, sms liste, sms listen, gruppe, kundekartotek
            kartotek, lister, udsendelser, liste, listen, register, registret, databasen, system, jeres liste
            systemet
        """,
        "drop": """
            opsigelse, tilbagetrækning, trækker mit, gør indsigelse, annullerer, opsig, opsige, annuller
            tilbagekald*, trækker, afslut, afmeld
        """,
        "deal": """
            mit samtykke, tilladelse, accept, sms service, sms tjeneste, service, abonnement, samtykke
            tilmelding, abonnementet, tjenesten
        """,
        "tired": "dødtræt af, træt af, irriteret over, fået nok af, nok af, hader",
        "complaint": """
            ikke interesseret, aldrig givet, aldrig tilmeldt, har ikke givet, ikke givet samtykke, hvem er i
            kender jer ikke, politianmelde, advokat, gdpr, chikane, sidste gang, hvor mange gange
            forbrugerombudsmanden
        """,
        "unsub": """
            afmeld mig, afmelding, framelding, unsubscribe, melde fra, meldes fra, opsige tilmelding, afmelde
            afmeldes, frameld*, melde mig fra, meld mig fra, meld mig ud
        """,
        "peace": "lad mig være, lad mig være i fred, skrid, rend mig",
        "join": "tak, venligst, og, men, så, gerne",
        "told": """
            i sender, jeg sender/skriver, hvis, når, hvorfor, hvordan, hvor, hvornår, han, hun, min kone
            min mand, ven, veninde, søn, datter, får, jeg får, hvad, om, elsker
        """,
        "other": """
            reservation*, bord, bordet, bestilling*, tid, billet*, levering, lørdag, søndag, mandag, tirsdag
            onsdag, torsdag, fredag, i dag, i morgen, i aften, aften, natten, kun, undtagen, før, efter, nyt
            nye, gamle, så mange, løg, regningen, stoppested, i stedet, ventelisten, koden
        """,
        "filler": """
            sagt, bedt, flere gange, mit, min, mine, vores, vi, man, virkelig, helt, kan i, kunne i, vil i
            gider i, ville i, bede, beder, beder jer, kræver, hej, hallo, mvh, hilsen, på forhånd, irriterende
            åndssvage, dumme, uønskede, daglige, konstante, forbandede, helvede, sgu, fanden, gang, mobil
            telefon, som, hvis muligt, der, ind, op, via, gøre, gør, fået, har, havde, hver, dag, jeg vil gerne
            må gerne, en gang, nu, de, den, disse, jeres, din, dine, alle, til, med, på, i, jeg, du, fandens
            straks, bare, hele tiden, nogen, kan, skal, er, bliver, at, må, vær, sød, venlig, lige, al, denne
            omgående
        """,
    },
    "no": {
        "cease": """
            forbyr, nå er det nok med, slutt nå med, slutt med, skru av, blokker, opphøre med, slutte med
            slutt nå, vær så snill å slutte, unngå, unnlat, slutt, slutte, stoppe, nok med, hold opp, kutt ut
            gi dere, ikke flere, ingen flere, stans
        """,
        "contact": """
            ring, forstyrr, kontakter, ringer, skriver, forstyrrer, henvende, spamme, bombardere, henvendelser
            kontakt, skrive, kontakte, ringe, forstyrre, plage, skriv, tekste, mase, sms'e, mas
        """,
        "send": "sendes, sendte, tilsende, sende, send, sender",
        "texts": """
            sms'ene, reklamemeldinger, nyhetsbrev, markedsføring, kampanjer, tilbudsmeldinger, meldinger
            melding, reklame, tilbud, smser, meldingene, varsler, annonser, tekstmeldinger, reklamen
        """,
        "things": "dette, det her, noe, ting, dritt, dritten, det",
        "not": "ikke, ingen, aldri, ikkje, ei",
        "cannot": "kan ikke, kunne ikke, uten, har ikke, fikk ikke",
        "more": "mer, flere, lenger, igjen, fremover, noe mer",
        "want": """
            interessert i, samtykker til, har lyst til, lyst på, vil, ønsker, gidder, trenger, interessert
            orker
        """,
        "get": "bli, være, stå, høre fra, fortsette å motta, ha, motta, få, se, høre",
        "reached": "kontaktes, bli kontaktet, forstyrres",
        "remove": """
            sletting, fjerning, slettes, fjernes, glem, kast, slett, slette, fjern, fjerne, slettet, fjernet
            stryk
        """,
        "lift": "ta, tar",
        "off": "av, bort, vekk, ut, fra",
        "exit": "forlate, ut av, ut fra",
        "me": "meg, oss, mæ",
        "number": """
            mitt nr, dette nr, mine personopplysninger, personopplysningene mine, kontaktopplysningene mine
            denne telefonen, til dette nummeret, dette nummeret, min info, nummer mitt, mitt nummer
            mitt telefonnummer, mitt mobilnummer, mitt nummeret, dette nummer, dette telefonnummer
            dette mobilnummer, vart nummer, vart telefonnummer, vart mobilnummer, vart nummeret, nummeret mitt
            telefonnummeret mitt, opplysningene mine
        """,
        "list": """
            mailliste, kontaktliste, adressebok, sms liste, sms lista, gruppe, kunderegister, lista, utsendelser
            liste, listen, register, registeret, databasen, system, systemet, lister
        """,
        "drop": """
            oppsigelse, trekker tilbake, trekke, motsetter meg, kansellerer, avslutt, si opp, avbestill, trekker
            tilbakekall*, avbryt
        """,
        "deal": """
            samtykket mitt, mitt samtykke, tillatelse, sms tjenesten, sms tjeneste, tjeneste, abonnement
            abonnementet, samtykke, samtykket, tjenesten, påmelding
        """,
        "tired": "dritlei, drittlei, så lei, irritert over, fått nok av, lei av, lei, nok av, hater",
        "complaint": """
            ikke interessert, aldri gitt, aldri meldt, har ikke gitt, ikke gitt samtykke, hvem er dere
            kjenner dere ikke, politianmelde, advokat, gdpr, trakassering, siste gang, hvor mange ganger
            forbrukertilsynet
        """,
        "unsub": """
            avmeld meg, avmelding, unsubscribe, meld av, melde av, avregistrer*, avmeld*, meld meg av
            melde meg av, meldes av, meld meg ut
        """,
        "peace": "la meg være, la meg være i fred, dra til helvete, la meg i fred",
        "join": "vennligst, takk, og, men, så, gjerne",
        "told": """
            dere sender/skriver, jeg sender/skriver, hvis, når, hvorfor, hvordan, hvor, han, hun, kona, mannen
            venn, venninne, sønn, datter, får, jeg får, mottar, hva, om, elsker
        """,
        "other": """
            reservasjon*, bord, bordet, bestilling*, time, billett*, levering, lørdag, søndag, mandag, tirsdag
            onsdag, torsdag, fredag, i dag, i morgen, i kveld, kveld, natten, bare, kun, unntatt, før, etter
            nytt, nye, gamle, så mange, løk, regningen, holdeplass, isteden, ventelisten, koden
        """,
        "filler": """
            sagt, bedt, flere ganger, mitt, min, mine, vår, vårt, vi, man, virkelig, helt, kan dere, kunne dere
            vil dere, ville dere, be, ber, ber dere, krever, hei, hallo, mvh, hilsen, på forhånd, irriterende
            teite, dumme, uønskede, daglige, konstante, forbanna, helvete, faen, gang, mobil, telefon, som
            hvis mulig, der, inn, opp, via, gjøre, gjør, fått, har, hadde, hver, dag, jeg vil gjerne, en gang
            en, de, den, disse, deres, din, dine, alle, til, med, på, i, jeg, du, dere, jævla, nå, straks
            hele tiden, noen, kan, skal, er, blir, å, må, vær, snill, all, denne, umiddelbart
        """,
    },
    "fi": {
        "cease": """
            kiellän, loppu, lopettakaapa, riittää jo, seis, lopeta jo, lopettakaa jo, nyt riittää, estäkää
            lopetatte, voisitteko lopettaa, lopeta, lopettakaa, lopettaa, riittää, loppukoon, stoppi
        """,
        "contact": """
            häiriköinti, häiritä, häiritseminen, soittelu, pommittaminen, pommittaa, yhteydenotot, yhteyttä
            spämmi, kontaktoida, soittaminen, häiritkö, häiritse, häiritkää, spämmätä, spämmääminen, spämmäys
            kirjoittaminen, ottakaa yhteyttä, viestittely, soitelko, soittako, soita
        """,
        "send": """
            lähettämisen, lähetelkö, lähettelemästä, lähettämään, lähettelyn, laittamasta, laittaminen
            lähettämiseen, viestien lähettäminen, lähettää, lähetetään, lähettäkö, lähetä, lähettäminen
            lähettely, laita, laittako, lähettämästä, lähettämistä, laittakaa
        """,
        "texts": """
            viesteistä, tekstarit, tekstareita, tekstari*, mainontaa, mainonta, spämmiä, uutiskirje*, kampanja*
            markkinointi*, sms*, roskapostia, viesti*, teksti*, mainos*, tarjou*, spammi*, ilmoitu*
        """,
        "things": "tätä, näitä, mitään, roskaa, paskaa, juttuja",
        "not": "enkä, eikä, älä, älkää, ei, en, emme, ei enää, elkää",
        "more": "enää, lisää, koskaan",
        "want": "halua, kaipaan, toivon, kiinnostunut, hyväksy, suostu, haluan, tarvitse, kiinnosta, kaipaa, toivo",
        "get": "vastaanottaa, enempää, olla, saada, nähdä",
        "remove": """
            poistamaan, poistaminen, poistoa, poistetaan, poistattehan, poistatteko, unohtakaa, poista
            poistakaa, poistaa, poisto
        """,
        "me": "minut, minulle, minua, mulle, mut, mua, meille",
        "number": """
            minun numero*, numeroni, tämä numero, tähän numeroon, yhteystieto*, henkilötieto*, puhelimeen
            numero*, puhelinnumero*, tieto*
        """,
        "list": """
            postituslistalta, listalta, listoilta, rekisteristä, tietokannasta, jakelusta, jakelulista*
            järjestelmästä, ryhmästä, lista*, rekister*, järjestelm*, tietokan*, postituslista*
        """,
        "drop": """
            perumaan, peruutus, irtisanon, lopetan, perutaan, peru, peruuta, peruuttakaa, perukaa, perun
            peruutan
        """,
        "deal": """
            tilaus, tilauksen, tilausta, palvelu*, tekstiviestipalvelu*, liittymis*, tilau*, suostumu*, jäsenyy*
        """,
        "tired": "kyllästyn*, väsyn*",
        "complaint": """
            ei kiinnosta, en ole kiinnostunut, en ole antanut, en ole tilannut, keitä olette, kuka olette
            tietosuoja, häirintä, viimeinen kerta, montako kertaa, mistä saitte
        """,
        "unsub": "poistakaa minut, unsubscribe, irtisan*",
        "peace": """
            jättäkää minut rauhaan, jättäkää rauhaan, jätä minut rauhaan, antakaa olla, painukaa helvettiin
            haistakaa vittu
        """,
        "join": "kiitos, ja, mutta, pyydän, ole hyvä, olkaa hyvä",
        "told": "jos, kun, milloin, koska, miksi, miten, missä, hän, vaimo, mies, ystävä, saan, mitä, kuka, rakastan",
        "other": """
            varau*, pöytä*, tilaukse*, aika, lippu*, lauantai*, sunnuntai*, maanantai*, tiistai*, keskiviikko*
            torstai*, perjantai*, tänään, huomenna, illalla, yöllä, vain, paitsi, ennen, uusi, vanha, sipuli*
            lasku*, sen sijaan, koodi*
        """,
        "filler": """
            voitteko, voitko, ystävällisesti, hei, moi, terve, terveisin, tervehdys, jatkuvasti, koko, ajan
            aina, yhtään, typeriä, ärsyttäviä, turhia, helvetin, saatanan, vitun, jumalauta, teidän, sekä, tai
            myös, pois, minun, mun, sun, tänne, tältä, heti, välittömästi, nyt, jo, ihan, oikeasti, on, olen
            olette, oon, se, ne, tulla, että, älkääkä, puhelimeeni, nämä, tämä, nuo, noita, teiltä, minä, tähän
            vittu, perkele, saatana, näiden, tuo, voisitteko, voisitko, jotain, kaikki
        """,
    },
    "ru": {
        "cease": """
            запрещаю, прошу прекратить, прошу не, требую прекратить, требую не, стоп с, завязывай, кончай
            закончите, закончить, прекращение, прекратить, заканчивайте, тормозите, уймитесь, хватить, хвати
            отключите, заблокируйте, перестанте, перестать, воздержитесь от, избавьте от, избавьте
            избавьте меня от, завяжите, бросьте, остановитесь, заткнитесь, больше никаких, хватит, прекратите
            прекрати, перестаньте, перестань, достаточно, довольно, завязывайте, кончайте, остановите
            прекращайте, харе, хорош, прекратите уже, приостановите, никаких
        """,
        "contact": """
            писать, домогаться, долбить, долбите, засыпать, засыпайте, бомбить, бомбите, навязывать, навязывайте
            навязываться, связываться, связывайтесь, обращаться, обращайтесь, доставайте, надоедайте, спамьте
            спамте, спамишь, отвлекать, отвлекайте, терроризировать, терроризируйте, преследовать, звонки
            названивайте, звоните, контактировать, контактируйте, дергать, дергайте, мучить, мучайте, заваливать
            заваливайте, пиши, пишите, звонить, беспокоить, беспокойте, спамить, спам, доставать, донимать
            тревожить, тревожьте, надоедать, названивать, строчить, приставать, беспокой, пишите мне, трогайте
        """,
        "send": """
            отсылать, отсылайте, скидывать, скидывайте, кидать, кидайте, присылат, рассылайте, отправка
            отправку, доставлять, направлять, направляйте, прислать, пришлите, отправлят, высылай, слал, слали
            присылали, отправляли, писали, звонили, беспокоили, слать, шлите, присылать, присылайте, отправлять
            отправляйте, высылать, высылайте, посылать, посылайте, присылай, отправляй, рассылать, шли, засылать
        """,
        "texts": """
            смсками, смсочки, сообщениями, рекламой, рекламные, рекламных, рассылкой, письма, писем, пуш
            уведомлениями, оповещени*, новост*, скидк*, промо*, реклама, рекламу, вайбер, вотсап, сообшен*
            сообщени*, сообщеня, звонков, информаци*, ммс, сообщен*, смс*, реклам*, спам*, рассылк*, рассылок
            эсэмэс*, уведомлен*, предложен*, акци*, сообщений, сообщения, сообщ
        """,
        "things": """
            это, хрень, ерунду, фигню, чушь, всякое, всякую, такое, бред, этого, эту хрень, что либо, хуйню
            мусор
        """,
        "not": """
            не надо мне, ненадо мне, никому, ниче, ничо, ни одного, ни одной, нисколько, не надо, ненадо
            незачем, не, никогда, ничего, нельзя, ни, никакой, нечего
        """,
        "cannot": """
            не могу, не можем, невозможно, без, не получил, не получила, не пришло, не пришла, не пришел
            не получается, не приходят, не приходит
        """,
        "more": """
            вообще, отныне, в дальнейшем, в будущем, с этого момента, опять, когда либо, никогда больше, далее
            больше, впредь, снова, дальше, более, уже
        """,
        "want": """
            хотим, хотелось бы, хотелось, планирую, заинтересован*, разрешал, разрешала, разрешаю, просил
            просила, нуждаюсь в, согласия на, согласие на, собираюсь, намерен, намерена, предпочитаю, желательно
            терплю, хо4у, хочу, желаю, нужн*, нуждаюсь, интересу*, надо, давал, давала, желаем, хотел бы
            хотела бы, соглас*
        """,
        "get": """
            получат, приходить, приходили, приходило, слышать, участвовать, быть, находиться, видит
            чтобы мне приходили, получить, получать, видеть, читать, иметь, получения
        """,
        "remove": """
            удаление, исключение, удаляйте, удалите меня, выпишите, выпилите, убирайте, выкинуть, выбросьте
            сотри, стереть, забыть, исключи, исключите, вычеркни, вынесите, выведите, исключении, удалении
            удаления, исключения, очистите, снять, сняти*, удалите, удали, удалить, уберите, убери, убрать
            исключить, вычеркните, сотрите, выкиньте, вычеркнуть, удалит, забудьте, снимите
        """,
        "exit": "выйти, выхожу, покинуть",
        "me": "меня, мне, нас, нам",
        "number": """
            моего номера, моим номером, мои персональные данные, персональные данные, мой мобильный, мой сотовый
            мой тел, мой контакт, мои контакты, этот тел, на этот номер, на мой номер, мне на номер
            моего телефона, мой аккаунт, моей информации, мои личные данные, номером, номера, мои номер
            мои телефон, мои номера, мои телефона, этот номер, этот телефон, этот номера, этот телефона
            этот контакт, моего номер, моего телефон, моего контакт, этого номер, этого телефон, этого номера
            этого телефона, этого контакт, номер, мои данные, номер мой, мой номер телефона, моих данных
        """,
        "list": """
            базу, базы рассылки, базой, баз, списки, группы, группа, реестра, системе, контактов, рассылочного
            чёрный список, чс, адресной книги, клиентской базы, списка контактов, списка рассылки, базы, база
            списка, списков, список, системы, базы данных, рассылки
        """,
        "you": "чтобы, чтоб, что бы",
        "drop": """
            отзыв, отзываю своё, отказываемся, отменю, отключение, отключения, отпис*, расторгаю, аннулирую
            возражаю, против, выключите, отключать, отменить, отмените, отзываю, отказ, отказываюсь, отключить
            отозвать, отмена, аннулируйте, откажитесь, отменяю, отключи
        """,
        "deal": """
            подписка, согласие, согласия, услуг*, сервис*, обработк*, разрешение, абонемент*, информировани*
            смс, подписк*, разрешени*
        """,
        "tired": """
            достали, надоели, устал от, устала от, сыт по горло, сыта по горло, уже тошнит от, тошнит от
            выбесил*, бесите, раздража*, задрал*, затрахал*, осточертел*, опостылел*, заманал*, задалбыва*
            хватит уже с, утомили, надоел*, достал*, задолбал*, заколебал*, замучил*, утомил*, бесят, бесит
            заебал*
        """,
        "complaint": """
            не ваш клиент, не клиент, не интересно, не интересует, неинтересно, не интересуют, не давал согласия
            не давала согласия, не давал свой, не подписывался, не подписывалась, не просил, не просила
            не соглашался, не регистрировался, не оставлял, не оставляла, кто вы, кто вам дал, откуда у вас
            откуда вы, жалоба, жалобу, фас, роскомнадзор, суд, прокуратура, последний раз, сколько можно
            сколько раз, вас не знаю
        """,
        "unsub": """
            отпишите, отписаться, отписать, отписка, отпишусь, отписываюсь, unsubscribe, выпишите меня
            отменить подписку, отмена подписки, отпиш*
        """,
        "peace": """
            отстаньте, оставьте в покое, отвянь*, отцепи*, идите к черту, катитесь, пошел нахуй, пошли к черту
            пошли в жопу, идите в баню, нахуй идите, иди в жопу, завали, завалите, задолбали, заебали
            достали уже, отъебитес*, дайте покоя, в покое, сгиньте, отстань, отвалите, отвали
            оставьте меня в покое, отвяжитесь, отвяжись, идите нахуй, идите на хуй, иди нахуй, идите в жопу
            пошли вы, пошли нахуй, отъебитесь, отъебись, идите лесом
        """,
        "join": """
            требую, убедительная просьба, будьте добры, будьте любезны, будьте так добры, большая просьба
            просим, настоятельно, умоляю, пожалуйста, и, а, спасибо, прошу, но, так, просьба, пжл, плиз
            убедительно
        """,
        "told": """
            пишу, звоню, присылаю, получил, получила, приходят, если, когда, почему, зачем, как, где, он, она
            они, жена, муж, друг, подруга, сын, дочь, получаю, кто, до какого, люблю, обожаю, что, сколько
            я не пишу, до
        """,
        "other": """
            брон*, столик*, стол, заказ*, запис*, билет*, доставк*, суббот*, воскресень*, понедельник*, вторник*
            сред*, четверг*, пятниц*, сегодня, завтра, вечер*, ноч*, утр*, только, кроме, новый, новая, нового
            старый, другой, так много, столько, лук, лука, счет, остановк*, вместо, часто, код, кода
        """,
        "filler": """
            говорил, говорила, сказал, сказала, уже говорил, уже просил, много раз, несколько раз, столько раз
            писал, своими, вашими, вашим, свои, этими, этой, этом, со, ко, обо, об, при, под, над, за, для
            до свидания, у, про, через, ну, да, же, ж, ли, то, вот, как то, ещё, там, туда, сейчас, тупыми
            дурацкими, бесконечные, бесконечных, ненужные, ненужных, назойливые, навязчивые, навязчивых
            долбаный, сраный, чертовы, ебучий, гребаный, уважаемые, товарищи, ребята, девушка, пацаны, блядь
            сука, епт, капец, пипец, ага, алло, эй, вам, вас, вами, нами, наш, наши, нашу, моей, моя, моё
            мне на, каких либо, какие либо, какой либо, любую, любой, любом, виде, форме, цель, целях
            коммерческие, коммерческой, маркетинговых, сегодняшнего, навсегда, полностью, совсем, раз
            раз и навсегда, вечно, целыми, днями, каждые, часто вы, буду, будет, будьте, был, была, были, есть
            нужно, можно ли, хочется, все таки, телефон, сотовый, мобильный, эти, этот, этих, эту, ваши, ваших
            ваш, вашу, вашей, своих, свою, твои, все, всех, от, из, с, на, в, к, по, о, сюда, тут, здесь, вы, ты
            я, мы, блин, нахрен, нафиг, бля, блять, чёртов, дурацкие, тупой, тупые, немедленно, срочно, наконец
            пора, просто, ваще, постоянно, каждый, день, можете, можно, могли, бы, любые, любых, обработку
            персональных, данных, моих, своей, господа, люди, свое, вашего, этому, тоже
        """,
    },
    "uk": {
        "cease": """
            забороняю, прошу припинити, прошу не, вимагаю припинити, закінчуйте, зупиніться, відключіть
            заблокуйте, перестати, вгамуйтесь, припинення, досить, припиніть, припини, припинити, перестаньте
            перестань, годі, зупиніть, вистачить, жодних
        """,
        "contact": """
            писати, діставайте, надокучайте, турбуйте, звертатись, бомбити, звертатися, дзвінки, контактувати
            спамити, пишіть, пиши, телефонувати, телефонуйте, турбувати, дзвонити, дзвоніть, надокучати
            діставати, спамте
        """,
        "send": """
            відсилати, скидати, розсилати, розсилайте, надішліть, надсилали, писали, слати, шліть, надсилати
            надсилайте, присилати, присилайте, відправляти, відправляйте, надсилай
        """,
        "texts": """
            смсками, повідомленнями, рекламою, рекламні, рекламних, листи, листів, новини, знижки, повідомлен*
            смс*, реклам*, спам*, розсилк*, розсилок, пропозиці*, сповіщен*, есемес*
        """,
        "things": "це, фігню, маячню, таке, цього",
        "not": "не, ніяких, ніколи, нічого",
        "cannot": "не можу, неможливо, без, не отримав, не отримала, не прийшло, не прийшов",
        "more": "більше, знову, надалі, далі",
        "want": """
            хотів би, хотіла б, зацікавлен*, дозволяв, дозволяла, згоди на, просив, хочу, бажаю, потрібн*, треба
            цікав*, хочемо, давав, давала
        """,
        "get": "приходити, бути, чути, отримувати, бачити, читати, одержувати",
        "remove": """
            видалення, виключення, видаляйте, викиньте, виписати, випишіть, стерти, забудьте, вилучіть, вилучити
            видаліть, видали, видалити, приберіть, прибери, виключіть, викресліть, зітріть, прибрати
        """,
        "me": "мене, мені, нас, нам",
        "number": """
            мого номера, мої персональні дані, персональні дані, мій мобільний, мій контакт, на цей номер
            на мій номер, міи номер, міи телефон, міи номера, міи номеру, цеи номер, цеи телефон, цеи номера
            цеи номеру, мого номер, мого телефон, мого номеру, цього номер, цього телефон, цього номера
            цього номеру, номер, мої дані
        """,
        "list": """
            бази розсилки, баз, групи, реєстру, контактів, списку розсилки, бази, база, списку, список, системи
            розсилки, списків
        """,
        "you": "щоб",
        "drop": """
            відкликання, скасування, вимкнути, відключення, заперечую, проти, скасуйте, скасувати, відкликаю
            відмовляюсь, відмовляюся, вимкніть
        """,
        "deal": "підписка, підписку, послуг*, сервіс*, обробк*, дозвіл, підписк*, згод*",
        "tired": """
            набридли, дістали, втомився від, втомилась від, бісять, бісите, набрид*, дістал*, задовбал*
            замучил*
        """,
        "complaint": """
            не цікавить, не цікаво, не цікавлять, не давав згоди, не давала згоди, не підписувався
            не підписувалась, не просив, не просила, хто ви, звідки у вас, скарга, скаргу, поліція, суд
            останній раз, скільки можна, скільки разів, вас не знаю
        """,
        "unsub": "відписатись, відписати, відписка, unsubscribe, відпис*, відпиш*",
        "peace": """
            відчепіться, відчепись, дайте мені спокій, дайте спокій, залиште мене в спокої, ідіть нахуй
            йдіть нахуй, відстаньте
        """,
        "join": "будь ласка, ласка, і, та, дякую, прошу, але, вже",
        "told": """
            якщо, коли, чому, навіщо, як, де, він, вона, вони, дружина, чоловік, друг, подруга, син, отримую
            хто, люблю, що
        """,
        "other": """
            брон*, столик*, замовлен*, запис*, квит*, доставк*, субот*, неділ*, понеділ*, вівтор*, серед*
            четвер*, п'ятниц*, сьогодні, завтра, вечор*, ввечері, ноч*, вночі, тільки, лише, крім, новий, старий
            інший, так багато, цибул*, рахунок, зупинк*, замість, код, акці*
        """,
        "filler": """
            зі, своїми, вашими, вашої, цими, цієї, за, для, через, ну, же, ж, там, туди, зараз, дурні, дурних
            нескінченні, непотрібні, непотрібних, шановні, люди, блін, курва, вам, вас, наш, моєї, мого
            будь яких, будь які, цілях, назавжди, повністю, зовсім, раз, телефон, мобільний, ці, цей, цих, цю
            ваші, ваших, ваш, вашу, свої, своїх, свій, свою, усі, всі, все, від, з, із, на, в, у, до, по, про
            сюди, тут, ви, ти, я, ми, бляха, негайно, терміново, нарешті, просто, взагалі, постійно, кожен, день
            можете, можна, могли, б
        """,
    },
    "ja": {
        "cease": """
            やめて下さい, 止めて下さい, やめてください, 止めてください, 止めてほしい, やめてほしい, ストップ
            停止し, 停止を, 中止し, 拒否, お断り, 断り, 配信拒否, 受信拒否, 遠慮, やめてくれ, 止めてくれ, 迷惑
            うっとうしい, いい加減にして, 停止, 止めて, 止めろ, やめて, やめろ, とめて, 中止, 停めて, 不要
            いりません, いらない, いらん, 必要ない, 必要ありません, 結構です, やめてもらえ, 止めてもらえ
            やめていただ, 止めていただ, 終了して, 要りません, 要らない
        """,
        "contact": "連絡してき, 連絡を, ご連絡, 電話, 電話し, 連絡し, 連絡, 連絡して, 連絡をし",
        "send": """
            送ってき, 送りつけ, 送ってく, 送信し, 送信を, 送付し, 送, 送ら, 送って, 送るの, 送信, 送付, 送ってこ
            よこさ, 送るな, 配信し, 配信
        """,
        "texts": """
            ショートメッセージ, 迷惑メール, スパム, 営業, 勧誘, セールス, 宣伝メール, 広告メール, 配信メール
            お知らせメール, メール, メッセージ, 広告, 宣伝, 案内, お知らせ, ショートメール, メルマガ, 通知, これ
        """,
        "not": """
            こないで, こないでください, ないでくれ, ないで頂, しないで, しないでください, さないで, しないでくれ
            さないでください, 来ないで, ないように, るな, るなよ, かけないで, くるな, ないで, ないでください
            ないで下さい, ないでほしい, んな, ないでもらえ, ないでいただ, くんな
        """,
        "want": """
            受け取りたくない, 欲しくない, 必要とし, 希望し, 受け取りたくな, 受け取りたくありませ, 受信したくな
            ほしくな, 欲しくな
        """,
        "get": "受け取り, 受信",
        "remove": "削除し, 削除を, 消し, 消して, 抜いて, 外し, 削除, 外して, 消去, 除外, はずして, 抹消",
        "number": "番号, 電話番号, 私の番号, この番号, 個人情報, 連絡先",
        "list": "リストから, 配信リスト, リスト, 名簿, 配信先, 登録",
        "drop": "解除し, 解除を, 退会, 退会し, 解約し, 抜け, 解除, 解約, 取り消し, 取消, 撤回, キャンセル",
        "deal": "会員, サービス, sms配信, メルマガ登録, 購読, 同意, 配信登録, 会員登録",
        "peace": "ほっといて, 放っておいて, しつこい, 迷惑です, うざい",
        "told": """
            いつ, なぜ, どうして, どう, どこ, たら, れば, 誰, 予約, 注文, 止まら, やめられ, 場合, 方法, なに, 何
        """,
        "other": "バス停, 今日, 明日, 夜, 土曜, 日曜, だけ, 以外, 新しい, コード, 会計, 席",
    },
    "id": {
        "cease": """
            stopkan, tolong stop, udahan, berhenti dong, setop kirim, matikan, nonaktifkan, blokir, dilarang
            larang, cukup sudah, jangan lagi, berhenti, hentikan, setop, cukup, sudahi, tolong hentikan
            berhentilah, gausah, gak usah, nggak usah, tidak usah, ga usah, tak usah
        """,
        "contact": """
            nge spam, ngespam, hubungin, wa in, chatting, nelponin, mengontak, kontak, mengusik, usik, hubungi
            menghubungi, ganggu, mengganggu, spamming, telepon, telpon, nelpon, chat, nyepam, wa
        """,
        "send": """
            kirim kirim, kirimin, kirimi, dikirim, dikirimi, kirimkan, pengiriman, ngirimin, mengirimkan
            kirimannya, kirim, mengirim, ngirim, mengirimi, kiriman
        """,
        "texts": """
            sms promo, pesan promo, pesan iklan, pemberitahuan, iklannya, promonya, pesan pesan, sms sms, pesan
            iklan, promo, promosi, smsnya, notifikasi, penawaran, pesannya
        """,
        "things": "ini, itu, apa apa, apapun, beginian, ginian, sampah",
        "not": "jangan, tidak, nggak, gak, ga, ngga, tak, jgn, enggak, tdk, gk, janganlah",
        "cannot": "tidak bisa, gak bisa, ga bisa, nggak bisa, belum, tanpa",
        "more": "lagi, lagi lagi, seterusnya, selamanya",
        "want": """
            mau lagi, kepengen, suka, berlangganan, setuju, izinkan, mengizinkan, mau, ingin, pengen, butuh
            perlu, tertarik, minat, berminat, pingin
        """,
        "get": """
            menerima lagi, dapat lagi, dapetin, nerimain, dikirimin, menerima, terima, dapat, terima lagi
            nerima, dapet
        """,
        "remove": """
            hapusin, keluarin, hapus saja, cabut, penghapusan, menghapus, dihapus, hapus, hapuskan, keluarkan
            hilangkan, hapuslah, coret
        """,
        "me": "saya, aku, gue, kami, gw",
        "number": """
            nomor hp, no hp saya, nomor telepon saya, no saya, nomorku, nomer hp saya, data pribadi saya
            kontak saya, ke nomor ini, nomor kami, nomor saya, nomor aku, nomor ini, nomor gue, no aku, no ini
            no gue, no hp, no kami, nomer saya, nomer aku, nomer ini, nomer gue, nomer hp, nomer kami
            nomor hp saya, data saya
        """,
        "list": "daftar kirim, daftar kontak, daftar pelanggan, grup, sistem anda, daftar, list, sistem, basis data",
        "you": "kalian",
        "drop": "stop langganan, pembatalan, tarik kembali, cabut izin, batalkan, mencabut, membatalkan, tarik",
        "deal": "langganan, persetujuan, izin",
        "tired": """
            udah capek, capek dengan, muak dengan, terganggu dengan, bosan dengan, risih dengan, risih, bosan
            capek, muak, terganggu
        """,
        "complaint": """
            tidak tertarik, gak tertarik, nggak tertarik, ga tertarik, tidak pernah daftar, gak pernah daftar
            ga pernah daftar, nggak pernah daftar, tidak pernah mendaftar, siapa kamu, siapa ini, lapor
            laporkan, polisi, terakhir kali, berapa kali, tidak berminat, gak minat
        """,
        "unsub": "unreg, berhenti berlangganan, unsubscribe",
        "peace": "jangan ganggu, tinggalkan saya, jangan ganggu saya",
        "join": "tolong, mohon, dan, tapi, terima kasih, makasih, ya",
        "told": """
            kalau, jika, kapan, kenapa, mengapa, bagaimana, gimana, di mana, dia, mereka, istri, suami, teman
            apa, siapa, berapa
        """,
        "other": """
            reservasi, meja, pesanan, pesan meja, tiket, sabtu, minggu, senin, selasa, rabu, kamis, jumat
            hari ini, besok, malam, hanya, kecuali, sebelum, baru, lama, lain, bawang, tagihan, halte, terlalu
            sering, kode
        """,
        "filler": """
            kita, mereka ini, gan, sis, bang, woi, hei, hai, permisi, maaf, kasih, makasih ya, sangat, sekali
            setiap, hari, tiap, semuanya, lewat, melalui, dengan, atau, agar, supaya, secara, total, langsung
            cepat, anjing, bangsat, bodoh, ganggu banget, ya tolong, no, nomor, hp, pribadi, dari sini, nya, ke
            dari, untuk, di, yang, dong, deh, sih, kak, min, mas, mbak, pak, bu, anda, kamu, lo, lu, semua
            terus, terusan, selalu, sekarang, segera, banget, bisa, bgt, dalam, tentang, ada, udah, sudah, aja
            saja, gini, begini
        """,
    },
    "hi": {
        "cease": """
            बंद कर दो, band kar do, बंद कर दीजिए, band kar dijiye, बन्द, stop karo, stop kar do, stop karen
            रोक दो, rok do, roko, bas karo, बस करो, khatam karo, बंद, रोको, रोकें, रोकिए, band, rok, rokiye, bas
            bandh, bnd, roke
        """,
        "contact": """
            tang karna, pareshan karna, call karna, contact karna, परेशान करना, तंग करना, spam karna
            phone karna, परेशान, pareshan, tang, तंग, call, contact, kol
        """,
        "send": """
            भेजा करो, bheja karo, भेजिएगा, bhejiyega, bhejne, bhejte ho, भेजते, karo, भेजना, भेजो, भेजें, भेजिए
            bhejna, bhejo, bhejiye, bheje, bhej, bhejein, karna, bhejte, भेजने, भेजा
        """,
        "texts": """
            promotional, offers, मैसेजेस, मैसेज, msgs, प्रचार, एड, ऑफर, offer, संदेश, एसएमएस, विज्ञापन, message
            messages, msg, sandesh, ads, विज्ञापनों, संदेशों
        """,
        "things": "ye sab, yeh sab, kuch bhi, कुछ भी, ये सब, faltu, bakwas, बकवास",
        "not": "मत, नहीं, mat, nahi, nahin, na, nhi, न, ना",
        "more": "अब, और, आगे, ab, aur, aage, dobara, दोबारा, phir",
        "want": """
            चाहिये, chahiye, chahta hu, chahta hoon, zarurat, ज़रूरत, चाहिए, chahta, chahti, चाहता, चाहती
            chahie
        """,
        "get": "मिलना, पाना, lena",
        "remove": """
            हटा दीजिए, hata dijiye, hata do, delete karo, delete kar do, remove karo, remove kar do, nikal do
            निकाल दो, मिटा, mita, mitao, डिलीट, रिमूव, हटाओ, हटाएं, हटा, हटाइए, hata, hatao, hataiye, hatado
            delete, remove, निकालो, nikalo, nikal, निकाल, हटा दो
        """,
        "me": "मुझे, mujhe, मेरे को, mujhko, मुझको, hame, हमें",
        "number": """
            mera no, mera number, mere number ko, is number, इस नंबर, मेरे नंबर को, mera contact
            मेरा/मेरे/यह/मेरी नंबर/फोन, mera num, mere number, mere no, mere num, ye number, ye no, ye num, नंबर
            number, मेरा नम्बर
        """,
        "list": "list se, लिस्ट से, database se, group se, system se, सूची, लिस्ट, list, suchi",
        "drop": "रद्द, वापस, cancel, wapas",
        "deal": "सदस्यता, सहमति, अनुमति, subscription, anumati",
        "complaint": """
            interest nahi, koi interest nahi, interested nahi, रुचि नहीं, दिलचस्पी नहीं, kaun ho, कौन हो, police
            शिकायत, shikayat, dnd, trai
        """,
        "unsub": "unsubscribe karo, unsubscribe kar do, अनसब्सक्राइब करें, अनसब्सक्राइब, unsubscribe",
        "peace": "परेशान मत, pareshan mat, tang mat, तंग मत, pareshan na",
        "join": "कृपया, प्लीज, kripya, धन्यवाद",
        "told": "अगर, कब, क्यों, कैसे, कहाँ, agar, kab, kyon, kyu, kaise, kahan, wo, vo, वह, kya, क्या, dost, kyun",
        "other": """
            बुकिंग, booking, table, order, टेबल, ऑर्डर, ticket, शनिवार, रविवार, आज, कल, aaj, kal, sirf, सिर्फ
            केवल, pyaz, naya, नया, code, raat, रात
        """,
        "filler": """
            aapke, आपके, aapki, apki, apke, mujhe to, roz, रोज़, baar, बार, abhi, अभी, turant, तुरंत, jaldi
            main, मैं, hum, tum, तुम, tumhare, ko to, wale, वाले, wala, koi, कोई, itne, इतने, bahut, बहुत, ही
            to, तो, नमस्ते, namaste, raha, rahe, रहे, रहा, hu, hoon, हूँ, sabhi, सभी, mere, मेरे, mera, मेरा
            phone, फोन, hamesha, kripaya, dhanyavad, ये, यह, इस, इन, को, का, के, की, से, पर, हो, दो, दीजिए, कर
            करो, करना, ye, yeh, is, in, ko, ka, ke, ki, se, par, pe, me, mein, ho, hai, do, dijiye, kar, kare
            karen, kijiye, kr, kro, bhai, yaar, sir, aap, log, आप, भाई, सब, sab, ji, जी, kuch, कुछ, bhi, भी
            apna, apne, यहाँ, yaha
        """,
    },
}
