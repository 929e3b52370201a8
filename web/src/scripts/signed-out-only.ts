import { destination, looksSignedIn } from '@/lib/session';

if (looksSignedIn()) location.replace(destination());
