-- Generations: pending → processing → completed | failed. The status of a finished row never changes. Lock order: the user,
-- then the generation.

create table public.generated_media (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  prompt text not null,
  media_type text not null check (media_type in ('image', 'video')),
  media_url text not null default '' check (media_url ~ '^(https?://\S+)?$'),
  storage_path text not null default '',
  credits_used integer not null check (credits_used >= 0),
  status text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed')),
  created_at timestamptz not null default now(),
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
  constraint generated_media_completed check (status <> 'completed' or (media_url <> '' and storage_path <> '')),
  constraint generated_media_failed check ((status = 'failed') = (failure_reason is not null)),
  constraint generated_media_finished check ((status in ('completed', 'failed')) = (finished_at is not null))
);
comment on table public.generated_media is 'A generation and its media file. Written only by the functions below; to end one by hand, call fail_generation.';
comment on column public.generated_media.media_url is 'Public URL of the result. Empty until completed.';
comment on column public.generated_media.storage_path is 'Path in the bucket generated-media. Empty until completed.';
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

create index generated_media_library_idx on public.generated_media (user_id, created_at desc, id desc);
create index generated_media_by_type_idx on public.generated_media (user_id, media_type, created_at desc, id desc);
create index generated_media_by_status_idx on public.generated_media (user_id, status, created_at desc, id desc);
-- For the reconciler, which pages by id. No index contains a column that a progress report changes: otherwise the update
-- could not be HOT, and every report would write to all indexes of the table.
create index generated_media_running_idx on public.generated_media (id) where status in ('pending', 'processing');
-- For the reconciler, which pages by id.
create index generated_media_without_thumbnail_idx on public.generated_media (id)
  where status = 'completed' and thumbnail_url is null;
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
create trigger touch_updated_at before update on public.generated_media
  for each row execute function private.touch_updated_at();

-- ---------------------------------------------------------------- start

insert into public.settings (name, value, description) values
  ('max_running_generations', '5', 'How many runs of one user may be pending or processing at once.');

alter table public.settings add constraint settings_max_running_generations
  check (name <> 'max_running_generations'
         or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{1,4}$'));

create function private.running_limit() returns integer
language sql stable set search_path = '' as $$
  select coalesce((select value::integer from public.settings where name = 'max_running_generations'), 5)
$$;

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

create function private.refuse_too_many_running(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  allowed integer := private.running_limit();
begin
  if (select count(*) from public.generated_media
      where user_id = p_user_id and status in ('pending', 'processing')) >= allowed then
    perform private.refuse('429', 'too_many_running', jsonb_build_object('limit', allowed));
  end if;
end $$;

create function public.start_generation(p_id uuid, p_user_id uuid, p_model_id text, p_prompt text, p_inputs jsonb)
returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  account public.users := private.lock_account(p_user_id);
  model public.models;
  generation public.generated_media;
  created boolean;
  debited public.users;
begin
  select * into generation from public.generated_media where id = p_id;
  created := not found;
  if generation.user_id <> p_user_id then
    perform private.refuse('409', 'id_taken');
  end if;
  select * into model from public.models where id = coalesce(generation.model_id, p_model_id) and (active or not created);
  if not found then
    perform private.refuse('422', 'unknown_model');
  end if;
  if created then
    if model.min_tier is not null then
      perform private.refuse_lower_tier(p_user_id, model.min_tier);
    end if;
    perform private.refuse_too_many_running(p_user_id);
    insert into public.generated_media (id, user_id, prompt, media_type, credits_used, model_id, inputs)
    values (p_id, p_user_id, p_prompt, model.media_type, model.credit_cost, model.id, p_inputs)
    on conflict (id) do nothing
    returning * into generation;
    if found then
      debited := private.debit(account, 'generation', model.credit_cost, model.name, p_id, null);
    end if;
    -- No row: another user has inserted it first. No debit: the generation was deleted, and its id must not start another run.
    if debited.id is null then
      perform private.refuse('409', 'id_taken');
    end if;
  end if;
  return jsonb_build_object('created', created, 'generation', to_jsonb(generation));
end $$;
comment on function public.start_generation is
  'Debits the model''s price and inserts the pending row, in one transaction. Called again with the same id by the same '
  'user, it returns the same row with created = false, and debits nothing. Returns {created, generation}. Errors: '
  '402 insufficient_credits {required, available}, 403 user_banned, 403 tier_required {tier}, 404 unknown_user, 409 id_taken, 422 unknown_model, 429 too_many_running {limit}.';

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
  where id = p_id and status in ('pending', 'processing');
  if not found then
    return false;
  end if;
  perform private.refund_generation(p_id);
  return true;
end $$;
comment on function public.fail_generation is
  'Ends a generation as failed, and refunds its debit. True if this call ended it, false if it had ended before.';

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
