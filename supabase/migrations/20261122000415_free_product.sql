-- The free product: what every user has without a plan. Its metadata says how many credits a free month has.

insert into public.products (id, active, name, description, metadata) values
  ('free', true, 'Free', 'Essential features for individuals',
   '{"tier": "free", "credits": "500", "features": ["Your library, live on every device",
     "Credits that you buy never expire"], "name_de": "Kostenlos", "description_de": "Zum Ausprobieren",
     "features_de": ["Deine Bibliothek, live auf jedem Gerät",
     "Gekaufte Credits verfallen nie"]}');

-- Every sign-up reads the free product.
create function private.check_free_product() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'products: the row "free" cannot be deleted; to grant nothing, set "credits" in its metadata to "0"'
      using errcode = 'check_violation';
  end if;
  if new.id <> 'free' then
    raise exception 'products: the row "free" must keep its id' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_free_product before update or delete on public.products
  for each row when (old.id = 'free') execute function private.check_free_product();
