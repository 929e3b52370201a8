import type * as en from '../en/remove-upload';

export const removeUpload: typeof en.removeUpload = {
  label: 'Diesen Upload löschen',
  title: 'Diesen Upload löschen?',
  text: 'Das Bild wird endgültig gelöscht. Was du damit gemacht hast, bleibt.',
  confirm: 'Löschen',
  failed: 'Das Bild konnte nicht gelöscht werden. Prüfe deine Verbindung und versuche es noch einmal.',
};
