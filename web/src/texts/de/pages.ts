import type * as en from '../en/pages';

export const landing: typeof en.landing = {
  heroKind: 'Bilder, Bearbeitungen und Videos mit KI',
  heroStart: 'Sag es. Sieh es.',
  heroEnd: 'Setz es in Bewegung.',
  openStudio: 'Öffne dein Studio',
  heroLead:
    'Für Läden, Gestalter und Erzähler, die jetzt ein Bild brauchen und nicht nächste Woche: Beschreib es, bearbeite es, lass es sich bewegen.',
  heroNote: 'Kostenlos starten. Ganz ohne Karte.',
  seePlans: 'Tarife ansehen',
  heroAlt: 'Das Studio: ein Knopf, auf dem der Preis steht, und das fertige Bild eines Leuchtturms in der Dämmerung.',
  examplesHeading: 'Fang mit einem davon an',
  examplesLead: 'Drück auf ein Bild: Sein Prompt steht im Formular, und nichts läuft, bevor du auf Erzeugen drückst.',
  useExample: (prompt: string) => `Damit anfangen: ${prompt}`,
  examples: {
    lighthouse: 'Ein Leuchtturm über dem Meer in der Dämmerung',
    city: 'Eine Straße in der Stadt voller Neonlicht',
    aurora: 'Polarlicht über Bergen und einem stillen Fjord',
    dunes: 'Goldene Dünen im letzten Licht des Tages',
    lavender: 'Eine Wiese voller Lavendel, verträumt',
    silk: 'Seidenfalten in warmem Licht, ganz nah',
  },
  voicesHeading: 'Was Kunden sagen',
  contact: 'Deine Frage ist nicht dabei?',
  contactLink: 'Schreib uns',
  makesHeading: 'Drei Dinge, die es gut kann',
  makes: {
    image: {
      title: 'Bilder',
      text: 'Sag, was du sehen willst. Wähle die Größe, und nach wenigen Augenblicken ist ein detailreiches Bild da.',
      prompt: 'Eine Mohnwiese in goldenem Licht',
    },
    edit: {
      title: 'Bearbeitungen',
      text: 'Bring bis zu drei eigene Bilder mit und sag, was sich ändern soll. Der Rest bleibt, wie er ist.',
      prompt: 'Mach einen kalten Wintertag daraus, mit Schnee',
      before: 'Vorher',
      after: 'Nachher',
      beforeAlt: 'Berge an einem stillen See im warmen Licht des Sonnenuntergangs.',
      afterAlt: 'Dieselben Berge und derselbe See in kaltem Licht, während es schneit.',
    },
    video: {
      title: 'Videos',
      text: 'Gib ein erstes und ein letztes Bild. Das Modell filmt den Weg vom einen zum anderen.',
      prompt: 'Die Sonne geht unter, der Mond geht auf',
      alt: 'Ein Video: ein Segelboot in goldenem Licht und dann bei Nacht.',
    },
  },
  modelsHeading: 'Die Modelle, und was sie kosten',
  modelsLead:
    'Du bezahlst jede Generierung in Credits und siehst den Preis vorher. Eine Generierung, die fehlschlägt, wird vollständig erstattet.',
  stepsHeading: 'Vom Gedanken zur Datei in drei Schritten',
  steps: [
    { title: 'Sag es', text: 'Wähle ein Modell und beschreibe, was dir vorschwebt. Was es kostet, steht auf dem Knopf.' },
    { title: 'Sieh zu', text: 'Du siehst Warteschlange, Fortschritt und Ergebnis live. Anders überlegt? Brich ab, und du bekommst die Credits zurück.' },
    { title: 'Behalt es', text: 'Alles landet in deiner Bibliothek, durchsuchbar, mit den Eingaben, aus denen es entstand.' },
  ],
  promiseHeading: 'Von Grund auf fair',
  promises: [
    { icon: 'refund', title: 'Fehlgeschlagenes kostet nichts', text: 'Du bekommst die Credits automatisch zurück, egal aus welchem Grund.' },
    { icon: 'once', title: 'Einmal bezahlt', text: 'Ein Doppelklick oder eine schlechte Verbindung startet nie eine zweite Generierung.' },
    { icon: 'yours', title: 'Deins', text: 'Deine Bibliothek gehört dir: Lade sie herunter oder lösche sie, wann du willst.' },
  ],
  plansHeading: 'Tarife, die sich jeden Monat auffüllen',
  plansLead: 'Starte kostenlos. Wechsle, wenn du mehr brauchst; ändere oder kündige jederzeit.',
  questionsHeading: 'Bevor du anfängst',
  questions: [
    {
      question: 'Muss ich etwas installieren oder lernen?',
      answer: 'Nein. Es läuft im Browser, auch auf dem Handy. Wenn du sagen kannst, was du sehen willst, kannst du es benutzen.',
    },
    {
      question: 'Was kann ich kostenlos ausprobieren?',
      answer: 'Alle Modelle, die keinen bezahlten Tarif brauchen. Der kostenlose Tarif bringt {jeden Monat Credits} mit und braucht keine Karte.',
    },
    {
      question: 'Wie lange dauert es?',
      answer:
        'Ein Bild oder eine Bearbeitung ist nach wenigen Augenblicken da, ein Video braucht einige Minuten. Du siehst immer, wie weit es ist, und darfst die Seite schließen: Das Ergebnis wartet in deiner Bibliothek.',
    },
    {
      question: 'Und wenn mir das Ergebnis nicht gefällt?',
      answer:
        'Ändere die Worte und generiere erneut: Deine Eingaben bleiben erhalten. Schlägt eine Generierung fehl oder brichst du sie ab, bekommst du die Credits automatisch zurück.',
    },
    {
      question: 'Wer sieht, was ich mache?',
      answer:
        'Deine Bibliothek siehst nur du. Die Adresse einer Datei ist zu lang, um erraten zu werden; wem du sie gibst, der kann sie öffnen, bis du die Datei löschst.',
    },
    {
      question: 'Brauche ich ein Abo?',
      answer: 'Nein. Credit-Pakete werden einmal gekauft und verfallen nie, auch mit dem kostenlosen Tarif.',
    },
  ],
  lastHeading: 'Dein erstes Bild in einer Minute',
  lastLead: 'Registrieren, einen Satz schreiben, einen Knopf drücken.',
};

export const card: typeof en.card = {
  alt: 'Verschneite Berge, eine Blumenwiese und ein Segelboot, aus Text erzeugt.',
};

export const notFound: typeof en.notFound = {
  title: 'Seite nicht gefunden',
  lead: 'Unter dieser Adresse ist nichts. Vielleicht ist sie umgezogen, oder der Link ist nicht vollständig.',
  action: 'Zur Startseite',
};

export const serverError: typeof en.serverError = {
  title: 'Etwas ist schiefgegangen',
  lead: 'Das lag an uns, nicht an dir. Versuche es gleich noch einmal.',
  action: 'Zur Startseite',
};

export const dashboard: typeof en.dashboard = {
  title: 'Studio',
  modelGone: 'Das Modell dieses Bildes wird nicht mehr angeboten.',
};

export const footer: typeof en.footer = {
  rights: (year, name) => `© ${year} ${name}`,
  runsOn: (name) => `Läuft mit ${name}`,
  source: 'Quelltext',
  contact: 'Kontakt',
  navigation: 'Weitere Seiten',
};
