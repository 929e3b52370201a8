import type * as en from '../en/auth';

export const auth: typeof en.auth = {
  name: 'Name',
  email: 'E-Mail',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 10 Zeichen.',
  showPassword: 'Passwort anzeigen',
};

export const authProblems: typeof en.authProblems = {
  nameMissing: 'Sag uns, wie wir dich nennen sollen.',
  nameTooLong: 'Bitte höchstens 100 Zeichen.',
  emailMissing: 'Gib deine E-Mail-Adresse ein.',
  emailWrong: 'Das sieht nicht nach einer E-Mail-Adresse aus.',
  passwordMissing: 'Gib dein Passwort ein.',
  emailTooLong: 'Diese E-Mail-Adresse ist zu lang.',
  passwordShort: 'Nimm mindestens 10 Zeichen.',
  passwordTooLong: 'Dieses Passwort ist zu lang: höchstens 72 Buchstaben und Ziffern. Ein Umlaut zählt als zwei, ein Emoji als vier.',
};

export const authErrors: typeof en.authErrors = {
  invalid_credentials: 'E-Mail und Passwort passen nicht zusammen. Prüfe beide, oder setze dein Passwort neu.',
  email_not_confirmed: 'Deine E-Mail-Adresse ist noch nicht bestätigt. Öffne den Link in unserer Mail.',
  email_address_invalid: 'Diese E-Mail-Adresse ist nicht gültig. Versuche eine andere.',
  email_domain_refused: 'Adressen dieses Mailanbieters sind hier nicht erlaubt. Nutze eine andere.',
  email_exists: 'Diese E-Mail-Adresse gehört schon zu einem Konto.',
  user_already_exists: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melde dich an, oder setze dein Passwort neu.',
  weak_password: 'Dieses Passwort ist zu leicht zu erraten. Nimm mindestens 10 Zeichen.',
  same_password: 'Das ist dein jetziges Passwort. Wähle ein neues.',
  current_password_required: 'Dafür ist dein jetziges Passwort nötig. Melde dich ab und nutze stattdessen „Passwort vergessen?“.',
  reauthentication_needed: 'Deine Anmeldung ist dafür zu lange her. Melde dich ab und wieder an, und versuche es dann noch einmal.',
  validation_failed: 'Der Server kann das so nicht annehmen. Prüfe deine Eingaben und versuche es noch einmal.',
  request_entity_too_large: 'Das ist zu lang für den Server. Kürze es und versuche es noch einmal.',
  signup_disabled: 'Im Moment können keine neuen Konten angelegt werden.',
  user_banned: 'Dieses Konto ist gesperrt. Schreib uns, wenn du das für einen Fehler hältst.',
  over_request_rate_limit: 'Zu viele Versuche. Warte eine Minute und versuche es noch einmal.',
  over_email_send_rate_limit: 'Wir haben dir eben eine Mail geschickt. Warte eine Minute, bevor du noch eine anforderst.',
  otp_expired: 'Dieser Link ist abgelaufen oder wurde schon benutzt.',
  flow_state_expired: 'Dieser Link ist abgelaufen. Fordere einen neuen an.',
  bad_code_verifier: 'Öffne den Link in dem Browser, mit dem du ihn angefordert hast.',
  provider_failed: 'Der Anbieter hat keine gültige Antwort geschickt. Beginne noch einmal auf der Anmeldeseite.',
  provider_email_needs_verification: 'Bestätige deine E-Mail-Adresse erst beim Anbieter, und versuche es dann noch einmal.',
  not_offered: 'Das wird hier nicht angeboten. Melde dich mit deiner E-Mail-Adresse an.',
  captcha_blocked: 'Die Prüfung gegen Bots wurde nicht geladen. Erlaube sie in deinem Werbeblocker und versuche es noch einmal.',
  captcha_failed: 'Die Prüfung gegen Bots ist fehlgeschlagen. Wiederhole sie und versuche es noch einmal.',
  session_expired: 'Deine Sitzung ist zu Ende. Melde dich neu an.',
  storage_blocked: 'Dein Browser speichert nichts für diese Seite, und ohne das kannst du nicht angemeldet bleiben. Erlaube ihr Cookies und Websitedaten und versuche es noch einmal.',
  outdated: 'Ein Teil dieser Seite wurde nicht geladen. Lade sie neu und versuche es noch einmal.',
  unreachable: 'Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuche es noch einmal.',
  unexpected_failure: 'Der Server hatte ein Problem. Was du geschrieben hast, ist noch da: Bitte versuche es gleich noch einmal.',
  unknown: 'Das hat nicht geklappt. Bitte versuche es gleich noch einmal.',
};
