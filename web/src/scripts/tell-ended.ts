import { looksSignedIn } from '@/lib/visitor';

// A public page tells a user, too, of generations that end meanwhile. It loads this last, and for visitors not at all.
if (looksSignedIn()) addEventListener('load', () => void import('@/islands/tell-ended').then(({ tellEnded }) => tellEnded(), () => undefined));
