import { requireSession } from '@/lib/session';
import { database } from '@/lib/supabase/database';

requireSession();
// Load its client now: the page reads rows as soon as the session is known.
void database().catch(() => undefined);
