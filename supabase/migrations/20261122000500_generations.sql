-- Generations: waiting → pending → processing → completed | failed. One that is started within the limit of runs at once is
-- pending at once; one above it is paid, and waits until another one of its user ends. The status of a finished row never
-- changes. Lock order: the user, then generations in the order of their ids.

create table public.generated_media (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  prompt text not null,
  media_type text not null check (media_type in ('image', 'video')),
  media_url text not null default '' check (media_url ~ '^(https?://\S+)?$'),
  storage_path text not null default '',
  credits_used integer not null check (credits_used >= 0),
  status text not null default 'pending' check (status in ('waiting', 'pending', 'processing', 'completed', 'failed')),
  created_at timestamptz not null default now(),
  started_at timestamptz default now(),
  set_id uuid not null default gen_random_uuid(),
  set_position smallint not null default 0,
  set_size smallint not null default 1 check (set_size between 1 and 4),
  metadata jsonb,
  model_id text not null references public.models (id),
  inputs jsonb not null default '{}',
  run_id text unique check (char_length(run_id) between 1 and 200),
  progress real not null default 0 check (progress between 0 and 1),
  live_status text check (char_length(live_status) <= 200),
  failure_reason text,
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  thumbnail_url text check (thumbnail_url ~ '^(https?://\S+)?$'),
  placeholder text check (placeholder ~ '^data:image/webp;base64,[A-Za-z0-9+/]+=*$' and char_length(placeholder) <= 1000),
  width integer check (width > 0),
  height integer check (height > 0),
  -- The page folds the words of a search in the same way. The expression calls no function of ours, because every role that
  -- updates a row would need the right to execute it.
  search_text text not null generated always as (
    translate(lower(regexp_replace(normalize(prompt, nfd), '[\u0300-\u036f]', '', 'g')), '‘’“”„«»', '''''"""""')
  ) stored,
  constraint generated_media_position check (set_position between 0 and set_size - 1),
  constraint generated_media_started check (
    case status when 'waiting' then started_at is null when 'failed' then true else started_at is not null end),
  constraint generated_media_completed check (status <> 'completed' or (media_url <> '' and storage_path <> '')),
  constraint generated_media_failed check ((status = 'failed') = (failure_reason is not null)),
  constraint generated_media_finished check ((status in ('completed', 'failed')) = (finished_at is not null))
);
comment on table public.generated_media is 'A generation and its media file. Written only by the functions below; to end one by hand, call fail_generation.';
comment on column public.generated_media.started_at is 'When it was handed to Pixio; null if it waits, or ended while it waited.';
comment on column public.generated_media.set_id is 'The id of the first generation of its set: those that were started by one request.';
comment on column public.generated_media.set_position is 'Its place in the set, from 0.';
comment on column public.generated_media.set_size is 'How many generations were started with it, itself included; some may have been deleted since.';
comment on column public.generated_media.media_url is 'Public URL of the result. Empty until completed.';
comment on column public.generated_media.storage_path is 'Path in the bucket generated-media. Empty until the result is being stored.';
comment on column public.generated_media.inputs is 'The inputs; pictures are paths in the bucket.';
comment on column public.generated_media.run_id is 'The id of the run at Pixio, once it is known.';
comment on column public.generated_media.progress is '0 to 1.';
comment on column public.generated_media.live_status is 'Pixio''s text about what the run is doing.';
comment on column public.generated_media.failure_reason is 'cancelled, refused, not_started, failed, timed_out or invalid_output.';
comment on column public.generated_media.thumbnail_url is 'Public URL of a WebP of at most 640 pixels and 60 kB, "<user id>/thumbnails/<id>.webp" in the bucket. Null until it is made, empty if the file cannot be made small.';
comment on column public.generated_media.placeholder is 'The thumbnail with at most 16 pixels a side, as a data: URL.';
comment on column public.generated_media.width is 'Of the media file, in pixels. Null until the thumbnail is made.';
comment on column public.generated_media.height is 'Of the media file, in pixels. Null until the thumbnail is made.';
comment on column public.generated_media.search_text is 'The prompt for searches: lower case, without accents, with plain quotation marks.';
comment on column public.generated_media.metadata is 'About the media file: content_type, bytes.';

create index generated_media_library_idx on public.generated_media (user_id, created_at desc, set_position, id desc);
create index generated_media_by_type_idx on public.generated_media (user_id, media_type, created_at desc, set_position, id desc);
create index generated_media_by_status_idx on public.generated_media (user_id, status, created_at desc, set_position, id desc);
create index generated_media_by_set_idx on public.generated_media (user_id, set_id);
-- For the reconciler, which pages by id. No index contains a column that a progress report changes: otherwise the update
-- could not be HOT, and every report would write to all indexes of the table.
create index generated_media_running_idx on public.generated_media (id) where status in ('pending', 'processing');
-- For the reconciler, which pages by id.
create index generated_media_without_thumbnail_idx on public.generated_media (id)
  where status = 'completed' and thumbnail_url is null;
-- The waiting list of a user.
create index generated_media_waiting_idx on public.generated_media (user_id, created_at, set_position, id) where status = 'waiting';
create index generated_media_model_id_idx on public.generated_media (model_id);

alter table public.generated_media enable row level security;
create policy "Can view own media" on public.generated_media
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
-- The specification names the policies for insert and update. They have no effect, because no grant allows either.
create policy "Can insert own media" on public.generated_media
  for insert to authenticated with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can update own media" on public.generated_media
  for update to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id) with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can delete own finished media" on public.generated_media
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id and status in ('completed', 'failed'));
create policy "Allow service role to update media" on public.generated_media
  for update to service_role using (true) with check (true);

create function private.keep_finished_media() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.status is distinct from old.status then
    raise exception 'generated_media: a finished row keeps its status (%)', old.status using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger keep_finished_media before update of status on public.generated_media
  for each row when (old.status in ('completed', 'failed')) execute function private.keep_finished_media();

-- Without its row, the debit of an unfinished generation would never be refunded, and its run would go on. Only the deletion of the
-- user deletes such a row.
create function private.refuse_unfinished_deletion() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from auth.users where id = old.user_id) then
    return old;
  end if;
  raise exception 'generated_media: % is %, and its credits are not refunded; end it before you delete it: '
                  'select fail_generation(''%'', ''failed'')', old.id, old.status, old.id using errcode = 'check_violation';
end $$;
create trigger refuse_unfinished_deletion before delete on public.generated_media
  for each row when (old.status not in ('completed', 'failed')) execute function private.refuse_unfinished_deletion();

create trigger touch_updated_at before update on public.generated_media
  for each row execute function private.touch_updated_at();

-- ---------------------------------------------------------------- start

create function public.generation_limits() returns table (running integer, waiting integer)
language sql stable security definer set search_path = '' as $$
  select coalesce((select value::integer from public.settings where name = 'max_running_generations'), 5),
         coalesce((select value::integer from public.settings where name = 'max_waiting_generations'), 20)
$$;
comment on function public.generation_limits is
  'How many generations of one user may run at once, and how many more may wait: settings, which only the service can read.';

-- How many more runs the user may have now.
create function private.room_to_run(p_user_id uuid) returns bigint
language sql stable set search_path = '' as $$
  select greatest(0, limits.running - (select count(*) from public.generated_media
                                       where user_id = p_user_id and status in ('pending', 'processing')))
  from public.generation_limits() limits
$$;

-- How many of p_count new generations start at once: none if others wait, because those come first. Errors: 429
-- too_many_waiting, if the rest would exceed the limit.
create function private.starting_now(p_user_id uuid, p_count integer) returns integer
language plpgsql set search_path = '' as $$
declare
  waiting bigint := (select count(*) from public.generated_media where user_id = p_user_id and status = 'waiting');
  allowed integer := (select limits.waiting from public.generation_limits() limits);
  starting integer := case when waiting = 0 then least(p_count, private.room_to_run(p_user_id)) else 0 end;
begin
  if starting < p_count and waiting + p_count - starting > allowed then
    perform private.refuse('429', 'too_many_waiting', jsonb_build_object('limit', allowed));
  end if;
  return starting;
end $$;

create function private.refuse_lower_tier(p_user_id uuid, p_min_tier text) returns void
language plpgsql set search_path = '' as $$
declare
  needed public.tiers;
begin
  select * into needed from public.tiers where id = p_min_tier;
  if private.rank_of(p_user_id) < needed.rank then
    perform private.refuse('403', 'tier_required', jsonb_build_object('tier', needed.name));
  end if;
end $$;

create function public.start_generations(p_ids uuid[], p_user_id uuid, p_model_id text, p_prompts text[], p_inputs jsonb)
returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  account public.users := private.lock_account(p_user_id);
  known uuid[] := array(select user_id from public.generated_media where id = any (p_ids));
begin
  if coalesce(cardinality(p_ids), 0) not between 1 and 4 then
    perform private.refuse('422', 'invalid_input', '{"field": "generations"}');
  elsif p_user_id <> any (known) or cardinality(known) not in (0, cardinality(p_ids)) then
    perform private.refuse('409', 'id_taken');
  elsif known = '{}' then
    perform private.insert_set(account, p_ids, p_model_id, p_prompts, p_inputs);
  end if;
  return jsonb_build_object('created', known = '{}', 'generations', (
    select jsonb_agg(to_jsonb(g) order by array_position(p_ids, g.id)) from public.generated_media g where id = any (p_ids)));
end $$;
comment on function public.start_generations is
  'Debits the model''s price for each of 1 to 4 generations and inserts their rows, all or none, in one transaction: pending as '
  'far as the limit of runs at once allows, the others waiting. Called again with the same ids by the same user, it returns the '
  'same rows with created = false, and debits nothing. Returns {created, generations}, in the order of p_ids; p_inputs is a list. '
  'Errors: 402 insufficient_credits {required, available}, 403 user_banned, 403 tier_required {tier}, 404 unknown_user, '
  '409 id_taken, 422 invalid_input {field}, 422 unknown_model, 429 too_many_waiting {limit}.';

create function private.insert_set(p_account public.users, p_ids uuid[], p_model_id text, p_prompts text[], p_inputs jsonb)
returns void
language plpgsql set search_path = '' as $$
declare
  model public.models;
  number integer;
  starting integer;
begin
  select * into model from public.models where id = p_model_id and active;
  if not found then
    perform private.refuse('422', 'unknown_model');
  elsif model.min_tier is not null then
    perform private.refuse_lower_tier(p_account.id, model.min_tier);
  end if;
  -- A model may need no prompt, but one that shows nothing is a mistake.
  if exists (select from unnest(p_prompts) as prompts (prompt) where prompt <> '' and not private.is_visible(prompt)) then
    perform private.refuse('422', 'invalid_input', jsonb_build_object('field', 'inputs.' || (model.input_schema ->> 'x-prompt')));
  end if;
  perform private.refuse_unaffordable(p_account, cardinality(p_ids) * model.credit_cost, p_ids);
  starting := private.starting_now(p_account.id, cardinality(p_ids));
  for number in select ordinality from unnest(p_ids) with ordinality as wanted (id) order by id loop
    insert into public.generated_media (id, user_id, prompt, media_type, credits_used, model_id, inputs, set_id, set_position,
                                        set_size, status, started_at)
    values (p_ids[number], p_account.id, p_prompts[number], model.media_type, model.credit_cost, model.id,
            p_inputs -> (number - 1), p_ids[1], number - 1, cardinality(p_ids),
            case when number <= starting then 'pending' else 'waiting' end, case when number <= starting then now() end)
    on conflict (id) do nothing;
    if found then
      p_account := private.debit(p_account, 'generation', model.credit_cost, model.name, p_ids[number], null);
    end if;
    -- No row: another user has inserted it first, or p_ids contains it twice. No debit: the generation was deleted, and
    -- its id must not start another run.
    if not found or p_account.id is null then
      perform private.refuse('409', 'id_taken');
    end if;
  end loop;
end $$;

-- A set is refused as a whole; the error names the price of the whole set. private.debit decides about ids that were
-- debited before.
create function private.refuse_unaffordable(p_account public.users, p_required integer, p_ids uuid[]) returns void
language plpgsql set search_path = '' as $$
declare
  available bigint := p_account.subscription_credits + p_account.purchased_credits;
begin
  if available < p_required then
    if not exists (select from public.credit_usage where kind = 'generation' and generation_id = any (p_ids)) then
      perform private.refuse('402', 'insufficient_credits', jsonb_build_object('required', p_required, 'available', available));
    end if;
  end if;
end $$;

-- ---------------------------------------------------------------- wait

-- The price was debited and the tier was checked when the generation was requested, so a plan that has ended since does not
-- matter. A banned user's generations wait until the ban ends.
create function public.start_waiting_generation(p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  generation public.generated_media;
begin
  perform private.lock_user(p_user_id);
  if private.account_state(p_user_id) = 'active' and private.room_to_run(p_user_id) > 0 then
    update public.generated_media set status = 'pending', started_at = now()
    where id = (select id from public.generated_media where user_id = p_user_id and status = 'waiting'
                order by created_at, set_position, id limit 1)
    returning * into generation;
  end if;
  return case when generation.id is not null then to_jsonb(generation) end;
end $$;
comment on function public.start_waiting_generation is
  'Makes the user''s oldest waiting generation pending, if the limit of runs at once allows it, and returns it; null if none is to '
  'be started. The caller hands it to Pixio.';

create function public.wait_again(p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.generated_media set status = 'waiting', started_at = null
  where id = p_id and status = 'pending' and run_id is null;
  return found;
end $$;
comment on function public.wait_again is
  'Returns a pending generation to the waiting list, at its old place. Call it only if certainly nothing was sent to Pixio.';

-- ---------------------------------------------------------------- run

-- Locks the row of a generation. If its run is known, p_run_id must be the same.
create function private.lock_generation(p_id uuid, p_run_id text) returns public.generated_media
language plpgsql set search_path = '' as $$
declare
  generation public.generated_media;
begin
  select * into generation from public.generated_media where id = p_id for update;
  if not found then
    perform private.refuse('404', 'not_found');
  end if;
  if generation.run_id <> p_run_id then
    perform private.refuse('409', 'run_mismatch');
  end if;
  return generation;
end $$;

create function public.record_progress(p_id uuid, p_run_id text, p_progress real, p_live_status text) returns text
language plpgsql security definer set search_path = '' as $$
declare
  generation public.generated_media := private.lock_generation(p_id, p_run_id);
begin
  if generation.status in ('completed', 'failed') then
    return generation.status;
  end if;
  update public.generated_media
  set status = 'processing',
      started_at = coalesce(started_at, now()),
      run_id = coalesce(run_id, p_run_id),
      progress = greatest(progress, least(coalesce(p_progress, 0), 1)),
      live_status = case when coalesce(p_progress, 0) >= progress
                         then coalesce(left(p_live_status, 200), live_status) else live_status end
  where id = p_id;
  return 'processing';
end $$;
comment on function public.record_progress is
  'Stores the run''s id, with the first call, and its progress, which never decreases; a finished row stays as it is. '
  'Returns the row''s status afterwards: "failed" if it was cancelled meanwhile. Errors: 404 not_found, 409 run_mismatch.';

-- ---------------------------------------------------------------- end

create function public.start_storing(p_id uuid, p_storage_path text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.generated_media set storage_path = p_storage_path where id = p_id and status in ('pending', 'processing');
  return found;
end $$;
comment on function public.start_storing is
  'Stores the path of a result that is about to be uploaded. From then on the generation cannot be cancelled: its owner could '
  'download the file and get the credits back. False if it has ended or was deleted.';

create function public.complete_generation(p_id uuid, p_media_url text, p_storage_path text, p_metadata jsonb default '{}')
returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.generated_media
  set status = 'completed', media_url = p_media_url, storage_path = p_storage_path, metadata = p_metadata,
      progress = 1, live_status = null, finished_at = now()
  where id = p_id and status in ('pending', 'processing');
  return found;
end $$;
comment on function public.complete_generation is 'True if this call ended the generation, false if it had ended before or was deleted.';

create function public.fail_generation(p_id uuid, p_reason text, p_metadata jsonb default '{}') returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_user((select user_id from public.generated_media where id = p_id));
  update public.generated_media
  set status = 'failed', failure_reason = p_reason, metadata = p_metadata, live_status = null, finished_at = now()
  where id = p_id and status not in ('completed', 'failed') and (p_reason <> 'cancelled' or storage_path = '');
  if not found then
    return false;
  end if;
  perform private.refund_generation(p_id);
  return true;
end $$;
comment on function public.fail_generation is
  'Ends a generation as failed, and refunds its debit. True if this call ended it, false if it had ended before. One whose result is '
  'being stored is not ended as cancelled.';

-- ---------------------------------------------------------------- what the studio shows first

create function public.current_generations(p_set_id uuid default null) returns setof public.generated_media
language sql stable set search_path = '' as $$
  select * from public.generated_media
  where user_id = (select auth.uid()) and status in ('waiting', 'pending', 'processing')
  union all
  select * from public.generated_media
  -- `coalesce` is in a query of its own: outside, row level security would keep it from the index.
  where user_id = (select auth.uid()) and status in ('completed', 'failed') and set_id = (select coalesce(p_set_id, (
    select set_id from public.generated_media
    where user_id = (select auth.uid()) order by created_at desc, id desc limit 1)))
$$;
comment on function public.current_generations is
  'The caller''s unfinished generations, and those of this set; without a set, those of their newest one.';

-- ---------------------------------------------------------------- prompts

create function public.recent_prompts() returns table (prompt text, model_id text, last_used timestamptz)
language sql stable set search_path = '' as $$
  select g.prompt, (array_agg(g.model_id order by g.created_at desc, g.id desc))[1], max(g.created_at)
  from (
    select * from public.generated_media
    where user_id = (select auth.uid()) order by created_at desc, id desc limit 1000) g
  where g.prompt <> ''
  group by g.prompt
  order by 3 desc, 1
  limit 50
$$;
comment on function public.recent_prompts is
  'The caller''s last fifty different prompts, among their last thousand generations, each with the model that it was last used with.';
