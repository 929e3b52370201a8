import { site } from '@/site';

import type * as en from '../en/legal';

export const legal: typeof en.legal = {
  placeholderTitle: 'Dies ist ein Platzhalter',
  placeholder: 'Er ist weder ein Vertrag noch Rechtsberatung. Wer diese Seite betreibt, muss sie schreiben, bevor jemand für etwas bezahlt.',
};

export const terms: typeof en.terms = {
  title: 'AGB',
  description: `Die Bedingungen, unter denen du ${site.name} benutzen darfst. Diese Seite ist ein Platzhalter, bis ihr Betreiber sie geschrieben hat.`,
  heading: 'Nutzungsbedingungen',
  parts: [
    { title: 'Wer wir sind', text: 'Noch zu schreiben: Name und Anschrift des Unternehmens, und wie es zu erreichen ist.' },
    { title: 'Was wir anbieten', text: 'Noch zu schreiben: was der Dienst tut, für wen, und was er nicht verspricht.' },
    { title: 'Dein Konto', text: 'Noch zu schreiben: wer eines haben darf, und was geschieht, wenn jemand die Regeln bricht.' },
    {
      title: 'Credits, Tarife und Zahlung',
      text: 'Noch zu schreiben: Preise und Steuern, Verlängerung, Kündigung und Erstattung. So wie das Produkt gebaut ist, werden monatliche Credits jeden Monat neu gesetzt, gekaufte verfallen nie, und eine fehlgeschlagene oder abgebrochene Generierung wird erstattet. Erstattete monatliche Credits gehören zu dem Monat, aus dem sie stammen. Sie verfallen mit ihm, auch wenn die Generierung später endet.',
    },
    { title: 'Was du machst', text: 'Noch zu schreiben: wem Eingaben und Ergebnisse gehören, und was nicht gemacht werden darf.' },
    { title: 'Haftung und Recht', text: 'Noch zu schreiben: wofür das Unternehmen einsteht, und welches Recht gilt.' },
  ],
};

export const privacy: typeof en.privacy = {
  title: 'Datenschutz',
  description: `Was ${site.name} über dich weiß, und warum. Diese Seite ist ein Platzhalter, bis ihr Betreiber sie geschrieben hat.`,
  heading: 'Datenschutzerklärung',
  parts: [
    { title: 'Wer verantwortlich ist', text: 'Noch zu schreiben: Name und Anschrift des Unternehmens, und wer Fragen zu den Daten beantwortet.' },
    {
      title: 'Was gespeichert wird',
      text: 'So wie das Produkt gebaut ist: deine E\u2011Mail-Adresse und dein Name, ein Bild von dir, wenn du eines hinzufügst, was du eingegeben hast und was daraus wurde, deine Credits und wofür sie verbraucht wurden, und dein Tarif. Löschst du dein Konto, bleibt dies: ein Code, der aus deiner E\u2011Mail-Adresse gebildet ist, ab wann deine kostenlosen Monate zählen, wie viele kostenlose Credits in diesem Monat übrig oder geschuldet waren, ob du eine Testphase hattest, welche deiner Zahlungen erstattet oder angefochten wurden, und für 18 Monate, mit welchen du verbrauchte Credits gekauft hast, damit niemand Credits zweimal bekommt. Die Adresse ist aus dem Code nicht zu lesen. Noch zu schreiben: wie lange, und auf welcher rechtlichen Grundlage.',
    },
    {
      title: 'Wer sonst beteiligt ist',
      text: 'So wie das Produkt gebaut ist: Supabase speichert Konten, Daten und Dateien, Pixio macht aus deinen Eingaben Bilder und Videos, und Stripe nimmt Zahlungen an und speichert deine Karte. Noch zu schreiben: wo sie arbeiten, und die Verträge mit ihnen.',
    },
    {
      title: 'Cookies und Nachverfolgung',
      text: 'So wie das Produkt gebaut ist: keine Cookies, keine Analyse deines Verhaltens und keine Anfragen an andere Stellen als diese Seite und ihr eigenes Supabase. Dein Browser merkt sich deine Sitzung, dein helles oder dunkles Design und was du geschrieben hast.',
    },
    {
      title: 'Deine Rechte',
      text: 'So wie das Produkt gebaut ist, gibt deine Kontoseite alles heraus, was über dich gespeichert ist, und löscht es, bis auf das, was oben steht. Noch zu schreiben: was dir das Recht an deinem Wohnort darüber hinaus gibt.',
    },
  ],
};
