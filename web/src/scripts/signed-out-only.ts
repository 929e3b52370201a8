import { destination, looksSignedIn } from '@/lib/visitor';

if (looksSignedIn()) location.replace(destination());
