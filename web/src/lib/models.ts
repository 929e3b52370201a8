import type { Json } from '@/types/database';

import { live } from './live';
import type { Loadable } from './loadable';
import { createStore, useStore } from './store';
import { database } from './supabase/database';

// Named one by one: the deployment is not for browsers, and `*` would be refused.
const COLUMNS = 'id, name, description, category, media_type, credit_cost, input_schema, position, active';

export type Model = {
  id: string;
  name: string;
  description: string;
  category: string;
  media_type: string;
  credit_cost: number;
  input_schema: Json;
  position: number;
  active: boolean;
};

/** The catalogue, live; retired models too, for the names of what they once made. */
export const models = createStore<Loadable<Model[]>>({ status: 'loading' });

export function useModels(): Loadable<Model[]> {
  return useStore(models);
}

let watching = false;

export function watchModels(): void {
  if (watching) return;
  watching = true;
  const read = () => void readModels();
  live(
    'models',
    (channel) => channel.on('postgres_changes', { event: '*', schema: 'public', table: 'models' }, read),
    read,
  );
  read();
}

let asked = 0;

export async function readModels(): Promise<void> {
  asked += 1;
  const turn = asked;
  const client = await database();
  const { data } = await client.from('models').select(COLUMNS).order('position').order('id');
  if (turn !== asked) return;
  if (data) models.set({ status: 'ready', data });
  else if (models.get().status !== 'ready') models.set({ status: 'failed' });
}
