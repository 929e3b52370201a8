import type * as en from '../en/auth';

export const auth: typeof en.auth = {
  name: 'Name',
  email: 'E-Mail',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 10 Zeichen.',
  showPassword: 'Passwort zeigen',
};

export const authProblems: typeof en.authProblems = {
  nameMissing: 'Sag uns, wie wir dich nennen sollen.',
  nameTooLong: 'Bitte höchstens 100 Zeichen.',
  emailMissing: 'Gib deine E-Mail-Adresse ein.',
  emailWrong: 'Das sieht nicht nach einer E-Mail-Adresse aus.',
  passwordMissing: 'Gib dein Passwort ein.',
  passwordShort: 'Nimm mindestens 10 Zeichen.',
};

export const authErrors: typeof en.authErrors = {
  invalid_credentials: 'E-Mail und Passwort passen nicht zusammen. Prüfe beide, oder setze dein Passwort neu.',
  email_not_confirmed: 'Deine E-Mail-Adresse ist noch nicht bestätigt. Öffne den Link in unserer Mail.',
  email_address_invalid: 'Diese E-Mail-Adresse geht nicht. Versuche eine andere.',
  email_address_not_authorized: 'Diese E-Mail-Adresse geht nicht. Versuche eine andere.',
  weak_password: 'Dieses Passwort ist zu leicht zu erraten. Nimm mindestens 10 Zeichen.',
  same_password: 'Das ist dein jetziges Passwort. Wähle ein neues.',
  signup_disabled: 'Neue Konten gibt es im Moment nicht.',
  user_banned: 'Dieses Konto ist gesperrt. Schreib uns, wenn du das für einen Fehler hältst.',
  over_request_rate_limit: 'Zu viele Versuche. Warte eine Minute und versuche es noch einmal.',
  over_email_send_rate_limit: 'Wir haben dir eben eine Mail geschickt. Warte eine Minute, bevor du noch eine anforderst.',
  otp_expired: 'Dieser Link ist abgelaufen oder wurde schon benutzt.',
  otp_disabled: 'Dieser Link ist abgelaufen oder wurde schon benutzt.',
  flow_state_expired: 'Dieser Link ist abgelaufen. Fordere einen neuen an.',
  flow_state_not_found: 'Dieser Link ist abgelaufen oder wurde schon benutzt.',
  bad_code_verifier: 'Öffne den Link in dem Browser, mit dem du ihn angefordert hast.',
  session_expired: 'Deine Sitzung ist zu Ende. Melde dich neu an.',
  session_not_found: 'Deine Sitzung ist zu Ende. Melde dich neu an.',
  unreachable: 'Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuche es noch einmal.',
  unknown: 'Das hat nicht geklappt. Bitte versuche es gleich noch einmal.',
};
