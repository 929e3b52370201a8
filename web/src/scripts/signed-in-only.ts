import { requireSession } from '@/lib/session';

requireSession();
