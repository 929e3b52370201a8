/** The LIKE pattern of texts that contain exactly this, whatever signs are in it. */
export function containing(text: string): string {
  return `%${text.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
