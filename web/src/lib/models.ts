import type { Row } from '@/types/tables';

import { subscribeToChanges } from './database-changes';
import type { Loadable } from './loadable';
import { createReadOrder } from './read-order';
import { createStore, useStore } from './store';
import { type Database, database } from './supabase/database';
import { translatedModel } from './translations';

// Browsers may not read `deployment_id`, so `*` would be refused.
const COLUMNS = 'id, name, description, category, media_type, credit_cost, input_schema, position, active, translations, min_tier, examples, results_limit';

export type Model = Pick<
  Row<'models'>,
  | 'id'
  | 'name'
  | 'description'
  | 'category'
  | 'media_type'
  | 'credit_cost'
  | 'input_schema'
  | 'position'
  | 'active'
  | 'translations'
  | 'min_tier'
  | 'examples'
  | 'results_limit'
>;

/** The price of this many results, for display: SQL computes the debit. */
export function priceOf({ credit_cost }: Model, results: number): number {
  return credit_cost * results;
}

/** All models, kept up to date. Inactive ones are included, because the library shows their names. */
export const models = createStore<Loadable<Model[]>>({ status: 'loading' });

export function useModels(): Loadable<Model[]> {
  return useStore(models);
}

let watching = false;

export function watchModels(): void {
  if (watching) return;
  watching = true;
  const read = () => void readModels();
  subscribeToChanges(
    'models',
    (channel) => channel.on('postgres_changes', { event: '*', schema: 'public', table: 'models' }, read),
    read,
  );
  read();
}

export function modelsQuery(client: Database) {
  return client.from('models').select(COLUMNS).order('position').order('id');
}

const beginRead = createReadOrder();

export async function readModels(): Promise<void> {
  const isNewest = beginRead();
  const { data } = await modelsQuery(await database());
  if (data) {
    if (isNewest()) models.set({ status: 'ready', data: data.map(translatedModel) });
  } else if (models.get().status !== 'ready') models.set({ status: 'failed' });
}
