import { ErrorState } from '@/components/ErrorState';
import { reload } from '@/lib/reload';
import { failure, library } from '@/texts';

/** In the place of the library if its script cannot be loaded. Browsers remember that: only a new page tries again. */
export function LibraryNotLoaded() {
  return (
    <div data-not-loaded>
      <ErrorState level="h2" title={library.failedTitle} text={failure.notLoaded} framed onRetry={() => void reload()} />
    </div>
  );
}
