/** What shows nothing: blanks, control characters, and characters that are invisible or fill space. */
const VISIBLE = /[^\p{White_Space}\p{Control}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\uffff\u{13430}-\u{1343f}]/u;

/** Whether a text has a visible character. The database makes the same check (`private.is_visible`). */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
