const PROBE = 'probe';

/** localStorage that never throws: private windows and full disks lose the note, not the page. */
export const browserStorage = {
  /** Whether anything can be kept at all. */
  works(): boolean {
    try {
      localStorage.setItem(PROBE, '');
      localStorage.removeItem(PROBE);
      return true;
    } catch {
      return false;
    }
  },
  read(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Nothing to do: what was to be kept is only a comfort.
    }
  },
  removeAll(prefix: string): void {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
    } catch {
      // As above.
    }
  },
};
