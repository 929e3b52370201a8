-- Where a visitor can read about a model.

alter table public.models
  add column about_url text check (about_url ~ '^https://\S+$' and char_length(about_url) <= 500);
comment on column public.models.about_url is 'A page about the model, https; pages of visitors link to it. May be empty.';
grant select (about_url) on public.models to anon, authenticated;

update public.models set about_url = 'https://www.krea.ai/' where id = 'krea-flux';
update public.models set about_url = 'https://qwen.ai/' where id = 'qwen-edit';
update public.models set about_url = 'https://wan.video/' where id = 'wan-first-last-frame';
