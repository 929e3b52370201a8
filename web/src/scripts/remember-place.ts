import { rememberPlace } from '@/lib/place';

rememberPlace();
