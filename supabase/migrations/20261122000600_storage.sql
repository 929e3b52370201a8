-- The bucket of inputs and results. Public: whoever has a URL can see the file. Writing and listing
-- is for the owner of the first folder, "<user id>/…", and the service role.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('generated-media', 'generated-media', true, 52428800,
        array['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'video/mp4', 'video/webm'])
on conflict (id) do update
set public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

create policy "Can view own files" on storage.objects
  for select to authenticated
  using (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Can upload to own folder" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Can change own files" on storage.objects
  for update to authenticated
  using (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text)
  with check (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Can delete own files" on storage.objects
  for delete to authenticated
  using (bucket_id = 'generated-media' and (storage.foldername(name))[1] = (select auth.uid())::text);
