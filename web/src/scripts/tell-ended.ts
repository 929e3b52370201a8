import { looksSignedIn } from '@/lib/visitor';

// Public pages tell a user, too, of generations that end meanwhile. They load this last, and for visitors not at all.
if (looksSignedIn()) addEventListener('load', () => void import('@/islands/tell-ended').then(({ tellEnded }) => tellEnded(), () => undefined));
