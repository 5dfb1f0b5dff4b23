"""The words that replies are read by, one table a meaning, one entry a language.

A line holds phrases with commas between them; a slash offers words for one place: "stop/quit texting me/us". Case and
accents do not matter, but write them: people read this. The rules that weigh the words are in keyword.py, the words
that authorities and providers ask for, with their sources, in country.py. A phrase belongs here if whoever reads it
aloud on the phone would be understood at once, and if nobody says it of anything else.
"""

# Ends texts, alone or among words that only carry it (CARRIERS).
STOP = {
    "en": """
        stop, stopp, stopall, stop all, unsubscribe, un subscribe, unsub, unsubscribed, opt out, optout
        opt me/us out, opting out, opted out, dont/never/not text/message/contact/call/sms/write me/us
        do not text/message/contact/call/sms/write me/us, dont/not write/send to me/us, dont/not send me/us
        do not send, quit/cease texting/messaging/spamming/contacting me/us, quit sending, cease and desist
        no more texts/text/messages/message/sms/ads/spam/promos/promotions/offers
        no longer want/wish to receive, dont/not want/wish to receive, dont/not want to get/hear
        dont/not want any/your/these/this/more texts/messages/sms/ads/offers/spam/promotions
        dont/not want any more texts/messages/sms/ads/offers, dont/not want texts/messages/sms, take me/us off
        take my number off, remove/delete me/us, remove/delete my/this number, leave me/us alone, not interested
        no interest, cancel my/the/this/these/all subscription/subscriptions/texts/messages/sms/alerts
        end my/the/this/these/all subscription/subscriptions/texts/messages/sms, cancel/end/revoke subscription
        revoke my/the consent/permission, withdraw my consent, lose my number, fuck/piss/bugger off
        off this/your/the/my list, off your/the/this lists, my name/number/contact/details off, opt me/us out
        remove my name/contact/details/info/information, dont/never send anything, do not send me/us anything
        discontinue, take/get me off, not wish/want to be contacted/texted/messaged/called
        stop harassing/bugging/bothering/annoying me/us, remove me/us, asked you to stop, told you to stop
        need you to stop, want you to stop, have to say stop, no longer interested, block me
        dont/not want to be contacted/texted/messaged, dont/not wish to be contacted/texted/messaged
        be removed from, be taken off, stop txting, make it stop, make this stop, knock it off, cut it out, want out
        want off, let me out, unscribe, unsubscribe all, leave me the hell alone, leave me the fuck alone
    """,
    "it": """
        smettere/smetterla di scrivermi/mandarmi/inviarmi/contattarmi, smetti, smettila, smettetela, smettete
        smetta, la smetta, basta messaggi/sms/pubblicità/spam/offerte
        basta con messaggi/sms/pubblicità
        non scrivermi/scrivetemi/mandarmi/mandatemi/inviatemi/contattatemi/chiamatemi più
        non scrivere/mandare/inviare/contattarmi/inviarmi più, non mi scrivere/mandare/contattare più
        non scrivetemi, non contattatemi, non mandatemi, non mi scriva, non mi scriva più
        non voglio/desidero più, non voglio/desidero ricevere, non desidero messaggi/sms
        non voglio messaggi/sms/pubblicità, niente/nessun più messaggi/messaggio/sms
        niente messaggi/sms/pubblicità, cancellami, cancellatemi, cancellarmi, mi cancelli
        cancellate/togliete/rimuovete/elimina/eliminate il mio numero, toglietemi, rimuovetemi
        disiscriv/disiscrivi/disiscrivimi/disiscrivetemi/disiscrivermi, disiscrizione
        annulla/annullare/disdire iscrizione, annulla l'iscrizione, revoco il consenso
        lasciami/lasciatemi in pace, non mi interessa, non sono interessato/interessata, non rompete
        non voglio/desidero più essere contattato/contattata/disturbato/disturbata
        essere cancellato/cancellata/rimosso/rimossa, basta con questi messaggi/sms
        basta con queste pubblicità/offerte, non mi scrivete/mandate/inviate/contattate/chiamate più
        non mi scrivete/mandate/contattate/disturbate, di non mandarmi/scrivermi/inviarmi/contattarmi più
        vi prego di smettere, eliminatemi, cancelli il mio numero, non contattatemi più, non ricevere più
        disattivare il servizio
        non mandatemi più niente/nulla, non scrivetemi più niente/nulla, non voglio più niente/nulla da voi
        voglio essere rimosso/rimossa/cancellato/cancellata, vaffanculo, fanculo
    """,
    "de": """
        stoppen, aufhören, aufhoeren, hör/hoer/hört/hoert auf, hören/hoeren sie auf
        hör/hört/hören sie bitte auf, abmelden, abmeldung, abbestellen, austragen, melden sie mich ab
        melde/meldet mich ab, tragen sie mich aus
        keine/kein sms/nachrichten/nachricht/werbung/texte/spam/mitteilungen mehr
        keine weiteren sms/nachrichten/mitteilungen, keine werbung, keine werbe sms
        nicht mehr schreiben/kontaktieren/anschreiben/senden/schicken/anrufen
        schreiben/schreibt/schreib mir nicht mehr, schreiben sie mir nicht mehr
        kontaktieren sie mich nicht mehr, schicken/schickt/senden/sendet mir nichts mehr
        schicken/senden sie mir nichts/keine mehr, schicken/senden sie mir keine nachrichten/sms mehr
        löschen/löscht/lösche meine nummer, löschen sie meine nummer, lass/lasst/lassen mich in ruhe
        lassen sie mich in ruhe, kein interesse, will nichts mehr, ich widerrufe, widerruf
        nehmen/nehmt mich von der liste, nehmen/nehmt mich aus dem verteiler, nehmen sie mich aus dem verteiler
        streichen sie mich, schluss damit, schluss mit werbung/sms/nachrichten, verpiss dich, verpisst euch
        keine/kein sms/nachrichten/werbung/nachricht/mitteilungen/texte mehr
        bekommen/erhalten/empfangen/senden/schicken/haben
        nehmen/nehmt sie mich aus/von der liste, nehmen sie mich aus/von der/ihrer liste
        nehmt mich aus/von der/eurer liste, meine nummer löschen/entfernen
        nicht mehr kontaktiert/angeschrieben/belästigt werden, nicht mehr belästigen
        aus/von der liste nehmen/streichen/löschen, lösch/löscht meine nummer, entfernen sie mich/meine nummer
        keine sms, keine nachrichten, nichts mehr schicken/senden/bekommen/erhalten
        streichen/streicht sie meine nummer, streicht meine nummer, will das nicht mehr, möchte das nicht mehr
    """,
    "es": """
        la baja del/de servicio/lista/sms, darme/dame/darnos/denme/deme/dadme de baja, dar de baja
        darse de baja, quiero/solicito la baja
        baja por favor, no más/mas mensajes/sms/publicidad/mensaje
        no me escriba/escriban/escribas/escribáis más/mas, no me manden/mandes/envíen/envíes más/mas
        no me manden/mandes/mandéis/envíen/envíes/envíeis mensajes/sms, no enviar más/mas
        no me contacten/contacte, no quiero más/mas, no quiero recibir, no quiero mensajes/sms/publicidad
        no deseo recibir/mensajes/más
        deja/deje/dejen/dejad de escribirme/mandarme/enviarme/molestar/molestarme/enviar/mandar
        bórrame/bórrenme/borradme/elimíname/elimínenme/quítame/quítenme, borren/eliminen/elimine/borra mi número
        déjame/déjenme/dejadme en paz, no me interesa, no estoy interesado/interesada, anular suscripción
        cancelar suscripción, cancelar la suscripción, detener, detengan
        me den/dé/des/deis de baja, eliminar/borrar/quitar mi número, darme/dar de baja del servicio
        no me envíen/manden/escriban/contacten, dejar de recibir, no deseo recibir más
        no quiero que me escriban/manden/envíen/contacten/molesten, dejen/deja/deje de enviar/mandar mensajes
        no más, no me molesten más/mas, vete/váyanse/idos a la mierda
    """,
    "fr": """
        arrêt, arrêter, arrêtez, arrête, arrêtes, stop pub, stopper, désabonner, désabonnement, désabonnez moi
        me désabonner, désinscrire, désinscription, désinscrivez moi, me désinscrire, résilier l'abonnement
        ne plus recevoir, ne plus me contacter/envoyer/écrire
        ne m'envoyez/m'écrivez/me contactez/m'appelez plus, ne m'envoyez plus rien, je ne veux plus/pas recevoir
        plus de/aucun sms/messages/message/pub/publicité, pas de pub/publicité
        je ne veux plus de vos/messages/sms/pub, je ne veux plus, supprimez mon/ce numéro, retirez mon numéro
        retirez/enlevez/supprimez/rayez moi, fichez/foutez moi la paix, laissez/laisse moi tranquille
        pas intéressé/intéressée, ça suffit, cessez
        ne plus m'envoyer/recevoir/m'écrire/m'importuner/m'appeler
        arrêter/arrêtez de m'envoyer/m'écrire/m'importuner, arrêter/arrêtez de me contacter/déranger
        ne m'envoyez plus de messages/sms/pub/publicité, ne m'écrivez plus, ne me contactez plus
        stop aux messages/sms/pubs
        ne souhaite/désire plus recevoir/être, ne souhaite/désire plus être contacté/contactée
        ne veux plus être contacté/contactée/dérangé
    """,
    "pt": """
        não quero mais, não quero receber, não quero mensagens/sms, não desejo receber/mais
        não me mande/mandem/envie/enviem/contacte/contactem mais, não me mande/mandem/envie/enviem mensagens/sms
        não enviar mais, sem mais mensagens, chega de mensagens/sms, pare/parem/para de me enviar/mandar
        pare/parem de enviar/mandar/mandar me, cancelar subscrição/inscrição/assinatura
        cancelar a subscrição/inscrição/assinatura, descadastrar, me descadastre, descadastre me
        remover meu número, remova/remover/retire/apague o meu número, me tira/tire da lista
        retirem me da lista, remova me, deixem/deixe me em paz, me deixa/deixe/deixem em paz, não tenho interesse
        não estou interessado/interessada
        parem/pare/parar de mandar/enviar mensagens/sms/publicidade
        tirem/tire/retirem/removam/apaguem meu número, tirem/tire/retirem/removam/apaguem o meu número
        cancelar minha inscrição/assinatura, não quero ser contactado/contatado/incomodado
        não me incomodem mais, não envie/enviem/mande/mandem mais, parem com as/isso/isto/mensagens
        sair da lista, parem/pare de me encher/incomodar/perturbar/chatear/contatar/contactar
    """,
    "nl": """
        stop ermee, hou op, houd op, ophouden, afmelden, meld mij/me af, uitschrijven, schrijf mij/me uit
        geen sms/berichten/berichtjes/reclame/sms'jes meer, geen reclame
        niet meer sturen/sms'en/berichten/contacteren, stuur mij/me niets/niks meer
        stuur mij/me geen berichten/sms/reclame/sms'jes, wil niets/niks/niet/geen meer ontvangen
        wil geen berichten/sms/reclame, wil geen berichten/sms/reclame meer ontvangen, verwijder mij/me
        verwijder mijn nummer, haal mij/me van de lijst, haal mij/me van de/uw/jullie lijst
        laat mij/me met rust, geen interesse, abonnement opzeggen
        stoppen met berichten/sms'en/sms/sturen, geen berichten/sms/reclame meer sturen/ontvangen
        wil geen berichten/sms/reclame meer, wil niet meer ontvangen/benaderd, niet meer lastigvallen
        niet meer benaderen, schrijf me/mij uit, haal me/mij uit/van het/de bestand/lijst
    """,
    "pl": """
        wypisz, wypisuję, wypisać, wypiszcie, zakończ, rezygnuję, rezygnacja, przestań, przestańcie
        proszę przestać, nie chcę więcej/otrzymywać/dostawać/wiadomości/smsów/sms/reklam
        nie wysyłaj/wysyłajcie/pisz/piszcie/przysyłajcie/dzwońcie, nie wysyłać, proszę nie wysyłać/pisać
        żadnych więcej smsów/wiadomości, usuń/usuńcie/usunąć mój/moj/mnie numer/stąd, usuńcie/usuń mnie
        proszę mnie usunąć, nie życzę sobie, dajcie/daj mi spokój, odczepcie/odczep się
        nie jestem zainteresowany/zainteresowana, cofam zgodę, koniec z reklamami
        wypisanie, o wypisanie, wypisanie z listy, o usunięcie numeru/mnie, nie pisz/pisać do mnie
        nie chcę już, nie chcę żadnych, proszę o rezygnację, nie dzwonić, usunięcie mojego numeru
        zaprzestanie wysyłania
    """,
    "cs": """
        odhlásit, odhlaste/odhlas mě/mne, zrušit odběr, nechci další/dostávat/zprávy/sms/reklamu/reklamy/už
        už nechci, neposílejte/neposílej/nepište, přestaňte/přestaň, zastavit, zastavte
        smažte/vymažte/odstraňte mé/moje/můj číslo, smažte/vyřaďte/odstraňte mě, nemám zájem, dejte mi pokoj
        nechte mě být, odvolávám souhlas
        už mi nepište/neposílejte, nechci od vás, odhlášení, o odhlášení, vyškrtněte/vyřaďte mě, nezasílejte
    """,
    "sk": """
        odhlásiť, odhláste ma, zrušiť odber, nechcem ďalšie/dostávať/správy/sms/reklamu/reklamy/už, už nechcem
        neposielajte/neposielaj/nepíšte, prestaňte/prestaň, prestante, zastaviť, zastavte
        vymažte/zmažte moje číslo, vymažte/vyraďte ma, nemám záujem, dajte mi pokoj
        už mi nepíšte/neposielajte, nechcem od vás, odhlásenie, nezasielajte, vyškrtnite ma
    """,
    "sv": """
        stoppa, avregistrera, avregistrera mig, avmäla, avmäl mig, avsluta prenumeration
        avsluta prenumerationen, avprenumerera, sluta skicka/smsa/skriva/höra/spamma
        inga fler/mer sms/meddelanden/reklam, ingen mer reklam, ingen reklam
        vill inte ha fler/mer/sms/meddelanden/reklam, skicka inte fler/mer, skicka inga fler/mer
        ta bort mig/mitt, ta bort mitt nummer, lämna mig ifred, inte intresserad
        vill inte få/ha, sluta skriva till mig, inte skicka fler/mer, avsluta mina sms
        ta bort mig från listan
    """,
    "da": """
        afmeld, afmelde, afmeld mig, frameld, afmelding, stop med at sende/skrive, hold op
        ikke flere sms/beskeder/sms'er, ingen flere sms/beskeder, vil ikke have flere/sms/beskeder
        send ikke flere, slet mig, slet mit nummer, fjern mig, fjern mit nummer, lad mig være
        lad mig være i fred, ikke interesseret, ingen reklamer
        vil ikke modtage/have, vil gerne afmeldes, stop beskederne, ikke kontakte mig
    """,
    "no": """
        avmeld, avmelde, avmelding, meld meg av, slutt å sende/skrive, ikke flere sms/meldinger
        ingen flere sms/meldinger, vil ikke ha flere/sms/meldinger, ikke send meg/mer/flere, slett meg
        slett nummeret mitt, fjern meg, fjern nummeret mitt, la meg være i fred, ikke interessert
        vil ikke motta/ha, vil gjerne meldes av, ikke kontakt meg, slutt med
    """,
    "fi": """
        lopeta, lopettakaa, peru tilaus, peruuta tilaus, poista minut, poista numeroni, poistakaa numeroni
        ei enää viestejä, älkää lähettäkö, älä lähetä, en halua viestejä/enää, ei kiinnosta, jättäkää rauhaan
    """,
    "ru": """
        стоп, отписаться, отпишите, отпишите меня, отписка, отпишись, прекратите, прекрати
        хватит писать/слать/присылать/спамить, не пишите/присылайте/звоните/шлите/отправляйте/беспокойте
        не надо писать/присылать/слать, больше не пишите/присылайте, больше не надо, не хочу получать
        удалите мой/этот номер, удалите меня, уберите меня, отстаньте, отвалите, оставьте меня в покое
        не интересует, не интересно, отказываюсь от рассылки, отключите рассылку
        не писать/присылать/звонить/беспокоить/отправлять, из рассылки, прошу не, уберите/удалите мой номер
        не шлите больше, перестаньте писать/слать/присылать
    """,
    "uk": """
        стоп, відписатися, відписатись, відпишіть, відпишіть мене, припиніть, досить писати/слати
        не пишіть/надсилайте/присилайте/телефонуйте, більше не пишіть/надсилайте/треба, не хочу отримувати
        видаліть мій/цей номер, видаліть мене, дайте спокій, не цікавить, не цікаво
        не писати/надсилати/турбувати, з розсилки, перестаньте писати/слати/надсилати
    """,
    "ja": """
        停止, 停止して, 停止してください, 停止して下さい, 停止をお願いします, 停止お願いします, 停止希望
        配信停止, 配信停止して, 配信停止してください, 配信停止して下さい, 配信停止をお願いします
        配信停止お願いします, 配信停止希望, 配信停止でお願いします, 解除, 解除して, 解除してください, 登録解除
        退会, 退会します, 退会希望, ストップ, ストップしてください, やめて, やめてください, 止めて, 止めてください
        送らないで, 送らないでください, 送らないで下さい, もう送らないで, もう送らないでください
        メールを送らないでください, もうメールを送らないでください, メッセージを送らないでください
        メッセージを止めてください, もういりません, いりません, 不要です, 必要ありません
        もうメッセージを送らないでください, もうメッセージを送らないで, 配信を停止してください
        配信を止めてください, 配信停止を希望します, 配信をやめてください, メールを停止してください
        メールを止めてください, 連絡しないでください, もう連絡しないでください, 送信しないでください
        登録を解除してください, 配信不要です
        メールの配信を停止してください, メールの配信停止をお願いします, メッセージの配信を停止してください
        メール配信停止
    """,
    "id": """
        berhenti, berhenti berlangganan, hentikan, stop berlangganan, unreg, jangan kirim/sms/hubungi/whatsapp/ganggu
        tidak mau/ingin menerima, hapus nomor saya, tidak tertarik, batalkan langganan
        jangan kirim pesan/sms lagi, jangan ganggu, mohon berhenti, stop kirim, stop sms
    """,
    "hi": """
        बंद करो, बंद करें, बंद कीजिए, रोको, रोकें, रोकिए, मैसेज मत भेजो, मैसेज मत भेजें, मत भेजो, मत भेजें
        मत भेजिए, स्टॉप, नहीं चाहिए, band karo, band kare, band karen, band kijiye, mat bhejo, mat bhejiye
        message mat bhejo, sms mat bhejo, message/sms nahi/nahin chahiye
    """,
}

# Ends texts too, but is said of other things: alone, or with no more than a "please".
WEAK_STOP = {
    "en": """
        end, cancel, quit, revoke, remove, td, no more, enough, cease, exit, delete, halt, enough already
        go away, get lost
    """,
    "it": "basta, basta così, ferma, fermati, fermatevi, annulla, disdici, rimuovi, cancella, termina",
    "de": "ende, beenden, schluss, genug, kündigen, abbrechen, widerrufen, löschen",
    "es": "baja, alto, pare, parar, salir, cancelar, cancela, basta, ya basta, terminar, eliminar, borrar",
    "fr": "assez, annuler, supprimer, résilier, résiliation",
    "pt": "parar, pare, sair, cancelar, cancela, chega, remover",
    "nl": "einde, genoeg, annuleren, opzeggen, beëindigen, verwijderen",
    "pl": "koniec, dość, anuluj, usuń",
    "cs": "konec, zrušit, dost, stačí, ukončit",
    "sk": "koniec, zrušiť, stačí, ukončiť",
    "sv": "sluta, avsluta, avbryt, upphör, ta bort",
    "da": "slut, annuller, slet",
    "no": "slutt, avslutt, avbryt, slett",
    "fi": "peru, peruuta, loppu, poista, riittää",
    "ru": "отмена, отменить, хватит, прекратить, выход, удалить, довольно",
    "uk": "скасувати, досить, годі, припинити, вихід, видалити",
    "ja": "キャンセル, 終了, 結構です",
    "id": "batal, batalkan, cukup, keluar",
    "hi": "बंद, बस",
}

# What only people of one country mean by it: there it may stand among carriers, elsewhere alone at most.
OWN_STOP = {
    "BR": "pare, parar, parem, sair, cancelar",
    "SE": "sluta, avsluta",
    "RU": "хватит, прекратить",
    "ID": "batal",
}

# The number has another owner than the brand thinks: an end, and a record that is wrong.
WRONG = {
    "en": """
        wrong number/person/guy/num/contact, wrong no, not me, isnt/not my number, not the right number/person
        this isnt me, its not me, wasnt me, you have/got the wrong number/person, number is not mine
        have/got the wrong number/person, no longer my/his/her/their number, not his/her/their number
        does/do not belong to, doesnt belong to, belongs to someone/somebody else
        this is a/someone new/elses number
        youve got/the wrong number/person, doesnt/not belong to, isnt/not his/her/their number
        nobody/no one by that name, no one here by that name, not the right person
        wrong phone/cell/mobile/contact/recipient/individual, no/nobody/noone by that name, not who you think
        no one/nobody named/called, not the person you, mistaken identity, not the owner, isnt/not mine
        not whoever, new owner of this, someone/somebody elses number/phone, s old number
        just got this number/phone, had this number/phone since/for, had this number, old number ive had
        previous owner of this, used to belong to, recently got this number, number recently changed
        number changed owners, this number was reassigned, have the incorrect number, incorrect number
        isnt/not his/her/their/the phone, not who you are looking for, not who youre looking for, mistaken number
        texted/called/contacted/messaged the wrong number/person, text the wrong number/person
    """,
    "it": """
        numero sbagliato/errato, ha/hai/avete sbagliato numero/persona, avete/hai il numero sbagliato
        sbagliato numero, sbagliate numero, non sono io, non è il mio numero, persona sbagliata
        questo numero non è mio
        abbiate/abbia/aver/avere/aveva sbagliato numero/persona, ho un altro nome, avete il numero sbagliato
        non è più il numero di, non è più il suo numero, questo numero non è più, numero non è più di/del/della
        numero non è di/del/della
        non è il numero di/del/della, non è il cellulare di/del/della, sbagliato persona, non conosco questa persona
       , non sono la persona, numero non appartiene, numero non corrisponde
        sta sbagliando numero/persona, state sbagliando numero/persona, sbaglia numero/persona
        numero sbagliatissimo, numero di un'altra persona, numero di qualcun altro, numero di altri
        sbagliato non sono, sbaglia non sono
    """,
    "de": """
        falsche/falsch nummer/person, falschen nummer, sie/ihr haben/habt die falsche nummer, falsch verbunden
        bin ich nicht, das bin ich nicht, bin nicht die/der richtige, nicht meine nummer
        haben/habt sich verwählt, nummer verwechselt
        da haben sie die falsche nummer, sie haben sich verwählt, falsche nummer erwischt
        diese nummer gehört nicht, ich bin nicht die person, nummer gehört jemand, nummer von jemand anderem
        irrtum ich bin nicht, sie irren sich, irrt euch, nummer gehört nicht/jetzt, gehört nicht mehr
        falschen person, falsche rufnummer/handynummer, verwählt, nicht die nummer von, nicht der/die gesuchte
        nicht das handy von, da haben sie sich vertan, verwechseln mich, verwechselt mich
    """,
    "es": """
        número equivocado/erróneo/incorrecto, se equivocó/equivocaron de número
        se ha/han equivocado de número/persona, persona equivocada, te equivocas/equivocaste de número
        no soy yo, no es mi número, este no es mi número
        se ha/han equivocado de/el número, número está equivocado/mal, ya no es el número de
        no soy esa persona, no es el número/teléfono/celular/móvil de, este no es el número/teléfono/celular de
        no es mi teléfono, no soy la persona, persona incorrecta/errónea
        número ya no es de, no es el de, te has equivocado de número, os habéis equivocado de número
        me confunden/confunde/confundes con, equivocaste/equivocó/equivoca/equivocado/equivocaron no soy
        número de otra persona
        teléfono de otra persona, se equivoca no es, te equivocaste de persona
        se equivoca/equivocan de número/persona, teléfono equivocado
    """,
    "fr": """
        mauvais/faux numéro, mauvaise personne, erreur de numéro/destinataire
        vous vous trompez de numéro/personne, vous vous êtes trompé de numéro, ce n'est pas moi, c'est pas moi
        c'est une erreur, il y a erreur, suis pas la personne, numéro de quelqu'un d'autre, numéro de quelqu'un
        vous trompez je ne suis pas, erreur je ne suis pas
        pas mon numéro, pas le bon numéro
        avez/as le mauvais numéro, vous avez le mauvais/faux numéro, trompé/trompée de numéro
        vous êtes trompé/trompés, n'est pas/plus le numéro/téléphone/portable de, plus mon numéro
        vous vous trompez, vous faites erreur, vous devez faire erreur, mauvais destinataire
        êtes trompée de, me confondez, numéro n'appartient pas/plus, n'est pas la bonne personne
        pas la bonne personne
    """,
    "pt": """
        número errado/enganado, pessoa errada, engano no número, enganou se no número, enganaram se no número
        não sou eu, não é meu número, não é o meu número, foi engano, é engano
        ligou/mandou para o número errado, está com o número errado, esse não é meu número
        este não é o meu número, não é o número/telefone/celular do/da/de, não é mais o número/do/da
        numero não é do/da
        não sou essa/esta pessoa, número de outra pessoa, enganou não sou, enganado não sou, não sou quem
        está enganado/enganada, estão enganados
        número não pertence, não é mais meu, ligou errado, mandou errado, ligação errada
    """,
    "nl": """
        verkeerd/verkeerde/fout/foute nummer/persoon, ben ik niet, dat ben ik niet, niet mijn nummer
        het verkeerde nummer, verkeerd verbonden, niet de juiste persoon, niet het nummer van
        nummer van iemand anders, vergissing ik ben niet, niet het juiste nummer
        nummer is niet van, is niet meer van, verkeerde persoon, jullie hebben de verkeerde
        u heeft de verkeerde, ben niet de persoon, vergist u, nummer vergist
    """,
    "pl": """
        zły/błędny/niewłaściwy numer, pomyłka, to pomyłka, pomyliłeś numer, pomylił pan numer, to nie ja
        to nie mój numer, nie mój numer
        to nie ten numer, numer pomylony, zła osoba, nie ta osoba, pomyłka numeru, pomylił/pomyliła się pan/pani
        pomyliliście numer/numery, pomyliłaś numer, to nie jest numer, nie jestem tą osobą, numer innej osoby
        numer kogoś innego, numer należy do kogoś, pomyłka nie jestem
        pomylone numery, pomylony numer, niewłaściwa osoba, nie jestem właścicielem, nie należy do
    """,
    "cs": """
        špatné/chybné číslo, omyl, to je omyl, to nejsem já, to není moje číslo, spletli jste si číslo, špatná osoba
        máte špatné číslo, není číslo, to není číslo, asi omyl, spletl jste se
    """,
    "sk": """
        zlé/nesprávne číslo, omyl, to je omyl, to nie som ja, to nie je moje číslo, nesprávna osoba, máte zlé číslo
        pomýlili ste si číslo, to nie je číslo
    """,
    "sv": """
        fel nummer/person, inte mitt nummer, det är inte jag, har fel nummer, inte rätt nummer, inte rätt person
        fel mottagare, är inte numret till, tillhör inte
    """,
    "da": """
        forkert nummer/person, ikke mit nummer, det er ikke mig, ikke den rigtige, ikke det rigtige nummer
        tilhører ikke
    """,
    "no": "feil nummer/person, ikke mitt nummer, det er ikke meg, ikke riktig nummer, ikke rette, tilhører ikke",
    "fi": """
        väärä numero/henkilö, väärään numeroon, ei ole minun numeroni, en ole se, väärä ihminen
        erehdyitte numerosta
    """,
    "ru": """
        вы ошиблись номером, ошиблись/ошибся/ошиблась номером, не тот номер, неправильный/неверный номер
        вы ошиблись, это не я
        не мой номер, это не мой номер, сменил владельца, номер другого человека, принадлежит другому, ошиблись я не
        другой владелец, вы не туда, не туда попали, ошибка номером, не та, это не номер, номером ошиблись
        номер не принадлежит, не тот человек, ошибочный номер, номер больше не
    """,
    "uk": """
        ви помилились/помилилися номером, помилились/помилилися номером, не той номер, неправильний номер
        ви помилились/помилилися, це не я
        не мій номер, не туди потрапили, не та людина, номер не належить
    """,
    "ja": """
        番号違い, 番号違いです, 番号が違います, 番号間違い, 番号間違いです, 間違い電話, 間違い電話です
        間違いです, 人違い, 人違いです
        宛先間違いです, 番号を間違えています, 番号を間違えていませんか, 人違いだと思います, 間違えています
        番号が間違っています, 番号間違えてます
    """,
    "id": """
        salah nomor/sambung/orang, nomor salah, bukan nomor saya, bukan saya, salah kirim, bukan nomornya
        nomor ini bukan, salah alamat
    """,
    "hi": "गलत नंबर, galat number, ग़लत नंबर, wrong number hai, galat no, mera number nahi, मेरा नंबर नहीं",
}

# Stands around a stop of another kind: the person speaks of a thing, of the future, or to somebody else.
STORY = {
    "en": """
        i have/had/need/needed/want/wanted/got/tried to stop, i will/can/could/would/should/must/did stop
        ill stop, id stop, it/this/that/they will/would/can/could/did stop, itll stop, to stop it
        the/this/a/an/my/your/that/bus stop, we have/had/need/will/can/could/did stop, please text me
        me text me, call text me, you dont/never/no, if i
    """,
    "de": """
        ich habe/muss/wollte/will stoppen/aufhören, nicht aufhören/stoppen/abmelden
        habe/hab keine/noch sms/nachricht/nachrichten/keine bekommen/erhalten/sms/nachricht
    """,
    "it": "devo smettere, voglio smettere, non smettere/smettete/smettetela",
    "es": "no dejen/dejes/deje/paren/pares/pare de",
    "fr": "n'arrêtez/n'arrête pas/jamais, vous ne",
    "pt": "não parem/pare/para/deixem de",
    "nl": "stop/stoppen niet, heb geen bericht/berichten/sms",
    "pl": "nie przestawaj/przestawajcie",
    "ru": "не переставайте/прекращайте/останавливайтесь/отписывайте, напишите",
    "uk": "не припиняйте/переставайте",
    "sv": "sluta inte",
    "da": "stop ikke",
    "no": "ikke slutt",
    "id": "jangan berhenti",
}

# Says who one is not, which is a wrong number beside a word for a mistake: "je ne suis pas Julie, erreur".
NOT_ME = {
    "it": "non sono, qui non c'è",
    "de": "bin nicht, hier ist nicht, hier gibt es keine/keinen, bin ned",
    "es": "no soy, aquí no hay, aquí no vive",
    "fr": "suis pas, ce n'est pas, c'est pas",
    "pt": "não sou, aqui não é, não é o/a",
    "nl": "ben niet, dit is niet",
    "pl": "nie jestem, to nie",
    "cs": "nejsem, tady není",
    "ru": "я не, это не",
}
MISTAKE = {
    "it": "errore, sbaglio",
    "de": "irrtum, verwechslung, versehen",
    "es": "error, equivocación, equivocado, equivocaste",
    "fr": "erreur",
    "pt": "engano, erro",
    "nl": "vergissing, fout",
    "pl": "pomyłka, błąd",
    "cs": "omyl",
    "ru": "ошибка, ошиблись, ошибочка",
}

# Stands beside a wrong number that is not the one we text: another's, a typed one, a count.
WRONG_STORY = {
    "en": """
        i gave/typed/put/entered/wrote/used/called/dialed/meant/sent, gave me/you, wrong number of
        wrong number for/on
        my number is/was, my new number, my correct number, the correct number is, right number is, website, sign
        order
        order number, table number, phone number for, shop number, is this the, do i have the, maybe i, i had
        i have the
        right number, invoice, ticket, code, size, flyer, poster, instead, use this, i think i, did i, of them
        can you
    """,
    "it": """
        ho dato/scritto/messo/inserito/lasciato, mi avete dato, numero di/del tavolo/pezzi/ordine/persone, sul sito
        il mio nuovo, ho sbagliato, codice, invece, taglia
    """,
    "de": """
        habe/hab die/eine/meine falsche, habe ich, mir gegeben, anzahl, tischnummer, bestellnummer, auf der website
        meine neue, meine richtige, stattdessen, code, größe, hausnummer, eingetragen, angegeben
    """,
    "es": """
        yo di, les di, puse, escribí, me equivoqué, número de pedido/mesa/personas, en la web, mi nuevo
        mi número correcto, código, talla
    """,
    "fr": """
        j'ai donné/mis/tapé/saisi/écrit, me suis trompé, me suis trompée, numéro de commande/table, sur le site
        mon nouveau, code, taille
    """,
    "pt": """
        eu dei/coloquei/digitei, coloquei, digitei, me enganei, enganei me, número do pedido, número da mesa
        no site, meu novo, código
    """,
    "nl": """
        ik heb het/een verkeerde, heb ik, bestelnummer, tafelnummer, op de website, mijn nieuwe, code, maat
        opgegeven, ingevuld
    """,
    "pl": """
        podałem, podałam, wpisałem, wpisałam, pomyliłem, pomyliłam, numer zamówienia/stolika, na stronie, mój nowy
        kod
    """,
    "ru": """
        я указал/указала/ввел/ввела/дал/дала, указал, указала, ввел, ввела, я ошибся/ошиблась, номер заказа/столика
        на сайте, мой новый, код
    """,
}

HELP = {
    "en": "help, info, helpme, information, support",
    "it": "aiuto, aiutami, aiutatemi, informazioni, assistenza",
    "de": "hilfe",
    "es": "ayuda, ayúdame, información",
    "fr": "aide, aidez moi, à l'aide, d'aide, contact, infos",
    "pt": "ajuda, informações",
    "nl": "hulp",
    "pl": "pomoc, pomocy",
    "cs": "pomoc, nápověda",
    "sk": "pomoc, pomôžte",
    "sv": "hjälp",
    "da": "hjælp",
    "no": "hjelp",
    "fi": "apua, ohje",
    "ru": "помощь, помогите, инфо, справка",
    "uk": "допомога, допоможіть, інфо",
    "ja": "ヘルプ, 助けて, ヘルプお願いします",
    "id": "bantuan, tolong",
    "hi": "मदद, madad, सहायता",
}

START = {
    "en": "start, unstop, un stop, restart, resubscribe, re subscribe, opt in, optin, opt me in, opt back in",
    "ru": "старт",
    "uk": "старт",
    "ja": "再開, 再開してください, スタート",
}

YES = {
    "en": """
        yes, y, yeah, yep, yup, ye, yea, yess, yes i do, yes i agree, i agree, agree, agreed, i accept, accept
        confirm, confirmed, i confirm, yes confirm, sure, yes sure, absolutely, of course, yes i confirm
        yes of course
    """,
    "it": """
        sì, si, s, sí, certo, sì certo, confermo, accetto, sì confermo, sì accetto, va bene sì, assolutamente sì
        sì sì
    """,
    "de": """
        ja, j, jo, jawohl, jep, jap, ja klar, natürlich, ja natürlich, ja gerne, gerne, bestätige, ich bestätige
        einverstanden
    """,
    "es": "sí, claro, claro que sí, confirmo, acepto, sí acepto, sí confirmo, por supuesto",
    "fr": "oui, ouais, bien sûr, oui bien sûr, je confirme, j'accepte, d'accord, oui d'accord",
    "pt": "sim, s, claro, confirmo, aceito, sim confirmo, com certeza, sim claro",
    "nl": "ja, jawel, jazeker, akkoord, ik bevestig, ja graag, ja hoor",
    "pl": "tak, t, zgadzam się, potwierdzam, tak potwierdzam, oczywiście",
    "cs": "ano, jo, jasně, souhlasím, potvrzuji, ano souhlasím",
    "sk": "áno, súhlasím, potvrdzujem",
    "sv": "ja, japp, jadå, ja gärna, bekräftar",
    "da": "ja, jep, jo, bekræfter",
    "no": "ja, jepp, bekrefter",
    "fi": "kyllä, joo, juu",
    "ru": "да, да конечно, конечно, согласен, согласна, подтверждаю, ага",
    "uk": "так, так звичайно, звичайно, згоден, згодна, підтверджую",
    "ja": "はい, はいお願いします, 承諾します, 同意します, うん, hai",
    "id": "ya, iya, setuju, y, ya setuju",
    "hi": "हाँ, हां, जी हाँ, haan, ji haan",
}

# Means yes elsewhere, and here something else: thanks, already, you have.
NOT_YES = {"DK": "tak", "NO": "tak", "SE": "tak", "ES": "ya", "MX": "ya", "IT": "hai"}

# What a machine writes: never answered, for it would answer back.
AUTOMATIC = {
    "en": """
        im/am driving and/with/right/at, i am driving, im driving, currently driving, will reply later
        will/ill reply as soon, do not disturb while driving
        will/ill get back to you as soon/when/later/shortly, will/ill respond as soon
        will/ill call you back/later, out of the office, out of office, ooo until, annual leave
        on vacation until, on holiday until, automatic reply, automated reply/response/message, auto reply
        autoreply, auto response, not monitored, unmonitored, is not monitored, isnt monitored
        cannot receive replies, does not accept/receive text/texts/messages/replies/incoming
        no longer in service/use, not in service, subscriber is, the subscriber you, cannot be reached
        not reachable, message could not be delivered, message was not delivered, undeliverable, delivery failed
        message blocking is active, new voicemail/voicemails, new voice message/messages, voicemail from
        missed call alert, missed call/calls from, you have a missed call, you missed a call
        thanks/thank you for contacting/texting/messaging, thanks/thank you for your message/text
        your message has been received, we have received your message, received your message
        we will be in touch, office/business hours are, outside of business/office hours, cant talk right now
        cant talk now, can i call you later, please do not reply, do not reply to this
        reply/text/send/txt stop/help/end/yes/info/start to/for, free msg unable, error invalid
        away on leave, on leave until, away from my desk, away until, busy right now, limited access to email
        back in the office on
    """,
    "it": """
        sto guidando, sono alla guida, sono al volante, rispondo/risponderò più tardi
        risponderò appena/non appena possibile, risposta automatica, messaggio automatico, fuori ufficio
        assente dall'ufficio, sono in ferie, non sono in ufficio, in riunione, richiamo più tardi, ti richiamo
        numero non presidiato, casella non presidiata, non rispondere a questo, non è abilitato a ricevere
        non raggiungibile, cliente da lei chiamato, utente da lei chiamato, l'utente da lei, ti ha chiamato
        hai ricevuto una chiamata, nuovo messaggio in segreteria, nuovi messaggi in segreteria
        grazie per averci contattato, grazie per il messaggio, invia/rispondi/scrivi stop/aiuto per, losai
    """,
    "de": """
        gerade/zurzeit/derzeit/momentan/aktuell/moment/vorübergehend nicht erreichbar, bin nicht erreichbar
        fahre gerade, am steuer, bin im auto, melde mich später/sobald/zurück, rufe zurück
        automatische antwort/nachricht, abwesenheitsnotiz, nicht im büro, im urlaub bis, bin im urlaub
        in einer besprechung, wird nicht überwacht/gelesen, nicht auf diese nachricht, teilnehmer ist
        der teilnehmer, neue sprachnachricht/sprachnachrichten, neue nachricht auf, in ihrer mailbox
        auf ihrer mailbox, verpasster anruf, verpasste anrufe, hat versucht sie zu erreichen
        vielen dank für ihre nachricht/anfrage, danke für deine nachricht, nachricht ist eingegangen
        antworte/antworten/sende mit stop/stopp, sende stop/stopp um/an
    """,
    "es": """
        estoy conduciendo/manejando, te/le llamo/respondo/contesto luego
        te/le llamo/respondo/contesto más tarde, responderé en cuanto/lo, respuesta automática
        mensaje automático, fuera de la oficina, estoy de vacaciones, estoy en una reunión, en reunión
        usuario/número no está disponible, no estoy disponible, no se encuentra disponible, número no atendido
        no responda a este, no responder a este, buzón de voz, llamada perdida, llamadas perdidas
        gracias por contactar, gracias por contactarnos, gracias por tu mensaje, gracias por su mensaje
        envía/envíe/responde/responda baja/alto/stop para
    """,
    "fr": """
        je conduis, je suis en voiture/réunion, je suis au volant, je vous/te rappelle
        je vous/te répondrai/réponds, je vous/te recontacte, réponse automatique, message automatique
        absent du bureau, absente du bureau, en congés, en congé, en vacances jusqu'au, pas joignable
        ne suis pas disponible, correspondant n'est pas disponible, n'est pas surveillé, ne pas répondre à
        votre correspondant, messagerie vocale, nouveau message vocal, appel manqué, appel en absence
        merci de votre message, merci pour votre message, nous avons bien reçu votre message
        répondez/envoyez stop pour/au
    """,
    "pt": """
        estou a conduzir, estou dirigindo, estou ao volante, respondo/responderei/ligo mais tarde
        responderei assim que, resposta automática, mensagem automática, fora do escritório, estou de férias
        em reunião, cliente/número não está disponível, encontra se indisponível, não monitorado
        não responda a esta, correio/caixa de voz, chamada perdida, chamada não atendida
        obrigado/obrigada pela sua/tua mensagem, agradecemos o seu contato/contacto
        responda/envie sair/pare/stop para
    """,
    "nl": """
        ben aan het rijden, zit in de auto, ik rijd/rij nu, reageer later, bel later/terug, bel je terug
        bel je later, neem later contact, automatisch antwoord/bericht, afwezigheidsbericht, niet op kantoor
        ben op vakantie, met vakantie, in een vergadering, ben/is/momenteel/even niet bereikbaar
        wordt niet gelezen/gecontroleerd, beantwoord dit bericht niet, nieuw voicemailbericht, nieuwe voicemail
        gemiste oproep, bedankt voor je/uw bericht, antwoord/stuur stop om
    """,
    "pl": """
        prowadzę samochód, jestem w trakcie jazdy, prowadzę teraz, odpiszę/oddzwonię/odpowiem później
        odpowiem jak najszybciej, automatyczna odpowiedź, wiadomość automatyczna, poza biurem, jestem na urlopie
        na spotkaniu, nie jest monitorowany, nie odpowiadaj na, nie odpowiadać na, abonent jest, poczta głosowa
        poczcie głosowej, nieodebrane połączenie, nieodebranych połączeń, dziękujemy za wiadomość/kontakt
        odpisz/wyślij stop aby/na
    """,
    "cs": """
        právě řídím, řídím, odpovím/ozvu/zavolám později, ozvu se později, automatická odpověď
        automatická zpráva, mimo kancelář, jsem na dovolené, mám dovolenou, volaný účastník, účastník není
        hlasová schránka, zmeškaný hovor, zmeškané hovory, neodpovídejte na, děkujeme za zprávu, na poradě
    """,
    "sk": """
        práve šoférujem, šoférujem, odpoviem/ozvem/zavolám neskôr, ozvem sa neskôr, automatická odpoveď
        mimo kancelárie, som na dovolenke, volaný účastník, účastník nie, hlasová schránka, zmeškaný hovor
        neodpovedajte na, ďakujeme za správu
    """,
    "sv": """
        kör bil, jag kör, jag kör just nu, svarar senare, ringer senare, återkommer senare, återkommer så snart
        autosvar, automatiskt svar, inte på kontoret, är på semester, sitter i möte, kan inte nås
        går inte att nå, svara inte på, nytt röstmeddelande, missat samtal, missade samtal
        tack för ditt meddelande
    """,
    "da": """
        kører bil, jeg kører, svarer senere, ringer senere, vender tilbage, autosvar, automatisk svar
        ikke på kontoret, på ferie, i møde, sidder i møde, kan ikke træffes, ny telefonsvarerbesked
        ubesvaret opkald, mistet opkald, tak for din besked, besvar ikke denne
    """,
    "no": """
        kjører bil, jeg kjører, svarer senere, ringer senere, ringer deg tilbake, autosvar, automatisk svar
        ikke på kontoret, på ferie, i møte, sitter i møte, ubesvart anrop, tapt anrop, ny talemelding
        takk for din melding, ikke svar på denne
    """,
    "fi": """
        ajan autoa, olen ajamassa, vastaan myöhemmin, soitan myöhemmin, automaattinen vastaus, poissa toimistosta
        olen lomalla, ei tavoiteta, vastaamaton puhelu, älä vastaa tähän, kiitos viestistäsi
    """,
    "ru": """
        я за рулем, за рулём, отвечу/перезвоню позже, перезвоню вам позже, автоответ, автоматический ответ
        автоматическое сообщение, нет в офисе, в отпуске, на совещании, абонент недоступен/временно/не
        аппарат абонента, вам звонили, пропущенный звонок, пропущенные звонки, голосовая почта
        голосовое сообщение, не отвечайте на это, спасибо за ваше сообщение/обращение
    """,
    "uk": """
        я за кермом, за кермом, відповім/передзвоню пізніше, автовідповідь, автоматична відповідь, у відпустці
        на нараді, абонент недоступний/тимчасово/не, вам телефонували, пропущений дзвінок, голосова пошта
        дякуємо за повідомлення/звернення, не відповідайте на це
    """,
    "ja": """
        運転中です, 運転中のため, ただいま運転中です, 現在運転中です, ただいま電話に出られません, 後ほど連絡します
        後ほどご連絡します, 後でかけ直します, 自動返信, 自動返信です, このメッセージは自動返信です
        これは自動返信メッセージです, 自動応答です, このメールは送信専用です, 送信専用です, 返信できません
        このメールには返信できません, 留守番電話, 留守番電話に新しいメッセージがあります, 不在着信
        不在着信がありました, 会議中です, お問い合わせありがとうございます, メッセージありがとうございます
    """,
    "id": """
        sedang menyetir, sedang mengemudi, saya sedang rapat, balasan otomatis, pesan otomatis, sedang cuti
        nomor yang anda, jangan balas pesan ini, panggilan tak terjawab, akan saya balas nanti
        terima kasih telah menghubungi
    """,
    "hi": """
        गाड़ी चला रहा हूँ, बाद में बात करता हूँ, स्वचालित उत्तर, main gaadi chala raha hu, baad me call karta hu
        missed call alert
    """,
}
POLITE = {
    "en": """
        please pls plz plss kindly thanks thank you thx ty cheers now hi hello hey dear sir madam ok okay
        immediately asap sorry regards
    """,
    "it": """
        grazie per favore cortesia piacere subito adesso ora ciao salve buongiorno buonasera mille cortesemente
        prego scusate scusi saluti
    """,
    "de": """
        bitte danke dankeschön sofort jetzt hallo guten tag lg mfg mal endlich sehr vielen dank umgehend moin
        servus
    """,
    "es": "por favor gracias ahora ya hola muchas buenos días buenas tardes porfa inmediatamente saludos",
    "fr": """
        svp stp sil vous te plaît merci bonjour bonsoir salut maintenant immédiatement cordialement beaucoup
    """,
    "pt": "obrigado obrigada por favor agora olá oi bom dia boa tarde já imediatamente pf pfv",
    "nl": "alsjeblieft alstublieft aub svp bedankt dank je wel u nu hoi hallo dag onmiddellijk graag",
    "pl": "proszę dziękuję dzięki cześć dzień dobry teraz natychmiast",
    "cs": "prosím děkuji díky ahoj dobrý den hned ihned okamžitě vás",
    "sk": "prosím ďakujem vďaka ahoj dobrý deň hneď ihneď okamžite vás",
    "sv": "tack snälla hej nu genast vänligen",
    "da": "tak venligst hej nu straks",
    "no": "takk vennligst hei nå straks",
    "fi": "kiitos hei ole hyvä nyt heti",
    "ru": "спасибо пожалуйста здравствуйте привет сейчас немедленно добрый день прошу",
    "uk": "дякую будь ласка вітаю добрий день зараз негайно прошу привіт",
    "ja": """
        お願いします ください 下さい ありがとう ありがとうございます すみません よろしくお願いします お願いいたします
    """,
    "id": "tolong terima kasih mohon halo sekarang makasih",
    "hi": "कृपया धन्यवाद please plz dhanyavaad ji जी अभी",
}

# Carries a stop without adding to what it says.
CARRIERS = {
    "en": """
        i we you u ur me us my it this that these those a an the and or to of for at on in from with will would
        wish want like need can could just already again anymore any more ever all everything im ive id am is are
        be being been have has had got get getting text texts texting txt txts message messages messaging msg
        msgs sms spamming spam spammers bothering contacting calling sending send sent write writing receiving
        receive your number phone list lists marketing database once today forever completely offers offer ads
        ad promotions promos promo alerts notifications subscription reply youre think believe guess mate dude
        man guys people bro so said told beg fucking fuckin damn bloody hell shit crap stupid idiots idiot useless
        annoying asshole assholes off out consent permission hereby seriously really person sir very much
        totally still keep keeps
        ya ta take anything many but yall ive youve im youre name contact details info list future service
        continue how times say must
        demand request insist asap listen maybe if lot either
    """,
    "it": """
        e o voglio vorrei vogliamo a i il lo la gli le di da mi ci con questi queste questo sto ricevere
        messaggi messaggio messaggini sms scrivermi mandarmi inviarmi contattarmi disturbarmi mandare inviare
        scrivere scrivetemi dalla della vostra lista più tutti tutto vostri vostre offerte pubblicità promozioni
        spam cazzo guardi senta rompere scatole palle che avete ho è mio numero al alle dal dai del iscrivermi vi
        chiedo
        credo sia siete insistere elenco vostro archivio
        ai agli alla allo essere vi prego credo penso mi sembra questi più servizio sms voi lei cancellato
        mandarmi inviarmi cortesemente
    """,
    "de": """
        ich wir will möchte aus dem wollen mich mir uns mehr nachrichten nachricht sms texte werbung werbe zu
        schreiben
        schicken senden von vom der die das dem den ihrer eurer ihre eure ihr liste verteiler und oder auch
        diese dieser dieses meine nummer newsletter damit mit sie du euch es ab an für hier verdammt verdammte
        scheiße scheiss mist idioten nervt nerven endlich können könnten könnt kannst würden würdet bin ist
        haben habt habe hiermit weitere angebote werben kontaktieren belästigen einwilligung meiner zukünftig
        dass aus der auf mir werden bekommen erhalten nehmen da glaube denke leider wollte wünsche service
        dienst abo
        entschuldigung tut leid
    """,
    "es": """
        quiero quisiera querría deseo que me nos los las el la un de y o del mi mis sus su a mensajes mensaje
        sms publicidad enviarme mandarme escribirme recibir lista más mas número esto estos estas ofertas
        promociones se ha han en con ustedes vosotros coño mierda joder pesados molestando spam favor todo todos
        suscripción servicio
        creo que pienso servicio de esta este estos al me den solicito pido deseo nada
        perdón perdone disculpe
    """,
    "fr": """
        je j'ai veux voudrais souhaite nous vous tu me moi mes mon ma de d'envoyer d'écrire des du les la le l'
        et ou à a au aux recevoir m'envoyer m'écrire envoyer écrire messages message sms textos pub publicité
        publicités vos votre ces ce cette liste plus tout tous numéro c'est est offres promotions merde putain
        harcèlement spam s'il en être part désabonner
        veuillez pouvez souhaite que crois pense je vous prie service liste cela ça bien m'envoyer faire
        désolé désolée pardon
    """,
    "pt": """
        quero queria gostaria desejo que me nos as os a o de da do e ou minha meu suas seus receber enviar
        mandar mensagens mensagem sms publicidade propaganda lista mais número estas essas isto ofertas
        promoções este esse em com vocês você merda porra spam isso favor
        por acho que serviço esta este me favor peço solicito tirem
    """,
    "nl": """
        ik wij wil willen zou mij me ons de het een en of van uw jullie je deze dit die met te sms berichten
        bericht reclame ontvangen sturen lijst meer mijn nummer u heeft hebt hebben is spam verdomme kunt kunnen
        kun jij ermee aanbiedingen
        wilt denk ik graag dat service sms'jes sms'en uit sturen
    """,
    "pl": """
        chcę chciałbym chciałabym mnie mi ja już więcej tych do z ze w i o od listy wiadomości wiadomość smsów
        sms smsy reklam reklamy reklamowych się swoich waszych państwa numer to otrzymywać dostawać na mój moj
        pisać wysyłać wysyłania kurwa cholera
        o z listy proszę wiadomości usługi chyba myślę że mojego numeru
    """,
    "cs": """
        chci chtěl chtěla bych mi mě mne už další více z ze seznamu zprávy zpráv sms reklamy reklamu od vás
        dostávat posílat psát tyto mé moje číslo máte to je se si a
        myslím že prosím seznamu služby
    """,
    "sk": """
        chcem chcel chcela by som mi ma už ďalšie viac z zo zoznamu správy správ sms reklamy reklamu od vás
        dostávať posielať písať tieto moje číslo máte to je sa a
    """,
    "sv": """
        jag vi vill skulle mig oss de det att från er era din ert lista listan sms meddelanden reklam fler mer
        ha få med och skicka skriva till dessa ni har du kan mitt nummer
    """,
    "da": """
        jeg vi vil gerne mig os at fra jeres din liste listen sms beskeder besked reklame reklamer flere mere
        have få med og sende skrive til disse i har du kan mit nummer det
    """,
    "no": """
        jeg vi vil meg oss å fra deres din liste listen sms meldinger melding reklame flere mer ha få med og
        sende skrive til disse dere har du kan mitt nummer det
    """,
    "fi": "minä haluan enää minulle minut viestejä viestit tekstiviestejä mainoksia listalta tämä numero teillä on",
    "ru": """
        я мы хочу мне меня нас больше от из и или ваших ваш ваши вашей эти этот этого мой мои номер на рассылки
        рассылку рассылка списка смс сообщения сообщений сообщение спам спамить рекламу реклама рекламы писать
        слать присылать получать присылайте пишите блин это у вас вы уже
        думаю что прошу кажется пожалуйста рассылок
    """,
    "uk": """
        я ми хочу мені мене нас більше від із з і або ваших ваш ваші цей ці мій номер на розсилки розсилку
        списку смс повідомлення повідомлень спам рекламу реклама реклами писати слати надсилати отримувати це
        у вас ви вже
    """,
    "ja": "もう 今後 メール メッセージ sms 広告 の を 配信 登録 を停止",
    "id": """
        saya aku mau ingin lagi sms pesan iklan promo kirim dari ke ini ya dong nomor anda menerima langganan
        berlangganan
    """,
    "hi": "मुझे मैसेज संदेश एसएमएस और mujhe message sms aur ye yeh",
}

# A question that begins so, or has one of these words, asks us to do it, and is a command with good manners.
REQUESTS = {
    "en": "you please pls plz kindly",
    "it": "potete puoi può potresti potreste potrebbe favore cortesia",
    "de": "sie bitte ihr könnt könnten kannst du",
    "es": "puede pueden puedes podéis podría podrían favor",
    "fr": "pouvez peux pourriez pourrais vous plaît svp stp",
    "pt": "pode podem podia podiam poderia poderiam favor",
    "nl": "kunt kun kunnen jullie alsjeblieft alstublieft aub",
    "pl": "możecie możesz mogą państwo proszę",
    "cs": "můžete mohli prosím",
    "sk": "môžete mohli prosím",
    "sv": "kan ni snälla",
    "da": "gerne venligst",
    "no": "kan dere vennligst",
    "ru": "можете можно пожалуйста могли",
    "uk": "можете можна ласка могли",
    "id": "bisa tolong mohon",
}

# Opens a question that many write without its mark.
OPENERS = {
    "en": "can i, could i, may i, do i, did i, does it, did it, will it, would it, is it, is this, should i, are you",
    "de": "kann ich, darf ich, muss ich, soll ich",
    "it": "posso, devo",
    "es": "puedo, debo",
    "fr": "puis je, est ce que",
    "pt": "posso, devo",
    "nl": "kan ik, mag ik",
}

# Third persons: a sentence among others that speaks of them is told, not meant.
BYSTANDERS = {"en": "he she him her his they them bus driver music noise"}

# Says what a lone "stop" between commas is about: "stop, I never signed up", and not "stop, I have a question".
COMPLAINTS = {
    "en": """
        no never not dont didnt wont text texts texting messages message sms number list spam signed told asked
        said already enough
    """,
    "it": "no non mai messaggi sms numero lista basta già",
    "de": "nein nie nicht keine nachrichten sms nummer liste werbung schon reicht",
    "es": "no nunca mensajes sms número lista ya",
    "fr": "non jamais pas plus messages sms numéro liste déjà",
    "pt": "não nunca mensagens sms número lista já",
    "nl": "nee nooit niet geen berichten sms nummer lijst",
    "pl": "nie nigdy wiadomości smsów numer listy",
    "ru": "нет не никогда сообщения смс номер",
}

# Stands around a call for help.
NEEDY = {
    "en": "i we need want some your me us with this can could you give more get a bit of",
    "it": "ho bisogno di mi serve un un' più puoi potete darmi aiutarmi po",
    "de": "ich brauche mehr kann können sie mir",
    "es": "necesito más quiero",
    "fr": "j'ai besoin d' de",
    "pt": "preciso de mais quero",
    "nl": "ik heb nodig wil meer",
    "pl": "potrzebuję potrzebuje mi",
    "cs": "potřebuji mi",
    "sk": "potrebujem mi",
    "sv": "jag behöver",
    "da": "jeg har brug for",
    "no": "jeg trenger",
    "ru": "нужна мне",
    "uk": "потрібна мені",
    "id": "saya butuh",
}

# Stands around a campaign's word.
ASKING = {
    "en": """
        i id we want would like need get send me us my the a an to for of code coupon voucher word keyword text
        txt sms
        give with this it offer deal discount promo can could you may have one join
    """,
    "it": """
        voglio vorrei volevo il lo la un una mi dai date mandami mandate mandatemi codice buono coupon sconto offerta
        per di con parola ho posso avere ricevere
    """,
    "de": """
        ich will möchte hätte gerne den das die der ein einen code gutschein coupon rabatt für mir schickt schicken
    """,
    "es": "quiero quisiera el la un una código cupón descuento oferta me para de con palabra",
    "fr": "je j'ai veux voudrais le la un une code coupon bon réduction offre pour de envoyez moi",
    "pt": "quero queria o a um uma código cupom cupão desconto oferta me para de",
    "nl": "ik wil graag de het een code coupon bon korting voor mij",
    "pl": "chcę proszę o kod kupon zniżka dla mnie",
    "cs": "chci prosím kód kupon sleva pro mě",
    "ru": "хочу код купон скидка мне на",
    "uk": "хочу код купон знижка мені на",
}

# Stands around a start.
RETURNING = {
    "en": "again texting sending me messages texts receiving my the to i want please back getting get",
    "de": "wieder nochmal ich möchte",
    "it": "di nuovo ancora voglio",
    "es": "de nuevo quiero otra vez",
    "fr": "à nouveau",
}

# Needs no answer.
PLEASANT = {
    "en": """
        no nope nah cool great nice perfect awesome good got it love lovely wonderful excellent amazing fine
        welcome morning evening night wow lol haha yay k so very much appreciated
        a lot thats sounds guys team day have nice you too
    """,
    "it": """
        no bello bella bene benissimo perfetto perfetta va tutto ottimo ottima fantastico a presto buona
        giornata serata
    """,
    "de": "nein nee super toll prima klasse gut alles passt schön schönen tag noch",
    "es": "genial vale bien perfecto bueno buena guay muy",
    "fr": "non super parfait bien très génial bonne journée ok",
    "pt": "não muito bom top ótimo perfeito legal beleza",
    "nl": "nee prima mooi goed leuk fijn top",
    "pl": "nie super świetnie dobrze fajnie",
    "cs": "ne super skvělé dobře fajn",
    "sk": "nie super skvelé dobre fajn",
    "sv": "nej bra toppen perfekt jättebra så mycket",
    "da": "nej fint godt super perfekt",
    "no": "nei bra fint supert flott tusen",
    "fi": "ei hyvä kiva selvä",
    "ru": "нет хорошо отлично супер круто ладно ок",
    "uk": "ні добре чудово супер круто гаразд ок",
    "ja": "いいえ 了解 了解です わかりました ok",
    "id": "tidak baik bagus oke sip mantap",
    "hi": "नहीं ठीक है अच्छा accha theek hai nahi",
    "other": "bravo",
}

# Slips of a thumb. Those of short words count only if they are the whole message, and no word of any language.
SHORT_SLIPS = """
    stahp staph stahhp stoppit stpp stopb sotp stpo tsop stoop sstop sttop stopp stp srop dtop xtop stpp st0p stopo
    stopl stop0 sto0 sto9 stoip stiop syop
    stpop stoop soptp stopt qstop astop stoo stoppp stoped stopit stopplease pleasestop
"""
LONG_WORDS = """
    unsubscribe unsubscribed abmelden abbestellen désabonner désinscrire désabonnement désinscription disiscrivimi
    disiscrivermi disiscrivetemi afmelden uitschrijven avregistrera rezygnacja rezygnuję отписаться відписатися
"""
NO_SLIPS = "anmelden aanmelden subscribe subscribed resubscribe abonner inscription abonnement inscrire iscrivermi"
