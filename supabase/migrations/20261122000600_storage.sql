-- The bucket of uploads and media files. Public: everybody who has a URL can read the file. Only the service role and an
-- active user may list and write: the user only in the folder "<user id>/", and only under the names that the page uses.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('generated-media', 'generated-media', true, 52428800,
        array['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'video/mp4', 'video/webm'])
on conflict (id) do update
set public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

-- ---------------------------------------------------------------- what a user may upload

-- The page writes uploads to "<user id>/uploads/<uuid>.jpg" and profile pictures to "<user id>/avatar/<uuid>.jpg". Only the
-- service writes media files, to "<user id>/images/…" and "<user id>/videos/…", and their thumbnails, to
-- "<user id>/thumbnails/…".
create function private.is_upload_name(p_name text, p_user_id uuid) returns boolean
language sql immutable set search_path = '' as $$
  select p_name ~ ('^' || p_user_id::text || '/(uploads|avatar)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(jpg|png|webp|gif)$')
$$;

-- What the user has stored, and the limits. A limit without a row in settings is null: unlimited.
create function private.upload_usage(p_user_id uuid, out files bigint, out bytes bigint,
                                     out max_files bigint, out max_bytes bigint)
language sql stable set search_path = '' as $$
  select count(*),
         coalesce(sum(case when jsonb_typeof(o.metadata -> 'size') = 'number' then (o.metadata ->> 'size')::numeric end), 0),
         (select value::bigint from public.settings where name = 'max_uploaded_files'),
         (select value::bigint from public.settings where name = 'max_uploaded_bytes')
  from (
    -- One query for each folder, with constant bounds: a join with the folders would read all of storage.
    select metadata from storage.objects
    where bucket_id = 'generated-media'
      and name collate "C" > p_user_id::text || '/uploads/' and name collate "C" < p_user_id::text || '/uploads0'
    union all
    select metadata from storage.objects
    where bucket_id = 'generated-media'
      and name collate "C" > p_user_id::text || '/avatar/' and name collate "C" < p_user_id::text || '/avatar0'
  ) o  -- 0 is the character after the slash
$$;

-- The size of a file is not known when its upload is authorised, and a client need not announce it. So the quota counts stored
-- files: uploads that are in progress when it is reached exceed it, and later ones are refused.
create function private.has_upload_room(p_new_files integer) returns boolean
language sql stable security definer set search_path = '' as $$
  select (files + p_new_files <= max_files and bytes < max_bytes) is not false
  from private.upload_usage((select auth.uid()))
$$;

create function public.upload_quota() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_active(private.account_state((select auth.uid())));
  return (select to_jsonb(usage) from private.upload_usage((select auth.uid())) usage);
end $$;
comment on function public.upload_quota is
  'What the caller has uploaded, and the limits: {files, bytes, max_files, max_bytes}. Errors: 403 user_banned, 404 unknown_user.';

-- ---------------------------------------------------------------- policies

create policy "Can view own files" on storage.objects
  for select to authenticated
  using (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text
         and (select public.is_active_user()));
-- Signed upload URLs are not allowed: they stay valid for two hours, whatever happens to the account and the quota.
create policy "Can upload to own folder" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'generated-media' and private.is_upload_name(name, (select auth.uid()))
              and (select public.is_active_user()) and (select private.has_upload_room(1))
              and coalesce(current_setting('storage.operation', true), '') <> 'storage.object.sign_upload_url');
create policy "Can change own files" on storage.objects
  for update to authenticated
  using (bucket_id = 'generated-media' and private.is_upload_name(name, (select auth.uid()))
         and (select public.is_active_user()))
  with check (bucket_id = 'generated-media' and private.is_upload_name(name, (select auth.uid()))
              and (select public.is_active_user()) and (select private.has_upload_room(0)));
create policy "Can delete own files" on storage.objects
  for delete to authenticated
  using (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text
         and (select public.is_active_user()));

-- ---------------------------------------------------------------- leftover files

create table private.files_to_remove (
  path text primary key,
  due_at timestamptz not null default now() + interval '1 hour'
);
comment on table private.files_to_remove is
  'Files of generations that failed while their result was being stored, or that were deleted. The service and the page remove them '
  'at once. The reconciler removes those that are left after an hour, when no upload is still in progress. Not exposed by any API.';
comment on column private.files_to_remove.due_at is 'When the reconciler may remove it, or tries again.';
create index files_to_remove_due_at_idx on private.files_to_remove (due_at);

create function private.remove_files_later() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into private.files_to_remove (path)
  values (old.storage_path), (format('%s/thumbnails/%s.webp', old.user_id, old.id))
  on conflict do nothing;
  return null;
end $$;
create trigger remove_files_of_failed after update of status on public.generated_media
  for each row when (new.status = 'failed' and old.storage_path <> '') execute function private.remove_files_later();
create trigger remove_files_of_deleted after delete on public.generated_media
  for each row when (old.storage_path <> '') execute function private.remove_files_later();

-- The next try is set at once, and at random, so that files that storage refuses block no others, and do not come back together.
create function public.next_files_to_remove(p_limit integer default 100) returns setof text
language sql volatile security definer set search_path = '' as $$
  update private.files_to_remove f set due_at = now() + interval '1 hour' * (1 + random())
  from (select path from private.files_to_remove where due_at <= now() order by due_at limit least(p_limit, 1000)
        for update skip locked) due
  where f.path = due.path
  returning f.path
$$;
comment on function public.next_files_to_remove is
  'Leftover files of failed and deleted generations, the longest due first, at most p_limit (1000). Call forget_files for those '
  'that were removed; the others are returned again after one to two hours.';

create function public.forget_files(p_paths text[]) returns void
language sql security definer set search_path = '' as $$
  delete from private.files_to_remove where path = any (p_paths)
$$;
comment on function public.forget_files is 'Deletes the entries of files that were removed: next_files_to_remove no longer returns them.';

-- ---------------------------------------------------------------- files of a user

create function public.list_user_files(p_user_id uuid, p_after text default '', p_limit integer default 1000) returns setof text
language sql stable security definer set search_path = '' as $$
  select name from storage.objects
  where bucket_id = 'generated-media'
    and name collate "C" > p_user_id::text || '/' and name collate "C" < p_user_id::text || '0'  -- the character after the slash
    and name collate "C" > p_after
  order by name collate "C" limit least(p_limit, 1000)
$$;
comment on function public.list_user_files is
  'The names of all files in a user''s folder, in order, after p_after, at most p_limit (1000).';
