const PROBE = 'probe';

/** localStorage that never throws, for example in private windows or when it is full. */
export const browserStorage = {
  /** Whether values can be stored. */
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
      // Ignored: no stored value is essential.
    }
  },
  removeAll(prefix: string): void {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
    } catch {
      // Ignored, as above.
    }
  },
};
