-- Tiers, and which products are for sale. products.metadata is what Stripe has. products.tier and products.credits are its
-- last valid values, so that a mistake in Stripe takes nothing from paying users.

-- ---------------------------------------------------------------- tiers

create table public.tiers (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]{0,29}$'),
  name text not null check (char_length(name) between 1 and 100),
  rank integer not null unique check (rank >= 0),
  highlighted boolean not null default false,
  constraint tiers_free_is_lowest check ((id = 'free') = (rank = 0))
);
comment on table public.tiers is 'What plans give access to. A tier includes all tiers of a lower rank.';
comment on column public.tiers.id is 'The value of "tier" in the metadata of a plan''s product. "free" is the tier of users without a plan.';
comment on column public.tiers.highlighted is 'Whether pages mark its plan as the most popular one.';
alter table public.tiers enable row level security;
create policy "Allow public read-only access." on public.tiers
  for select to anon, authenticated using (true);

insert into public.tiers (id, name, rank, highlighted) values
  ('free', 'Free', 0, false), ('pro', 'Pro', 10, true), ('business', 'Business', 20, false);

-- ---------------------------------------------------------------- what metadata say

-- The credits of a plan's month or of a pack, 1 to 10,000,000 in ASCII digits. Null if the metadata have no such value.
create function private.valid_credits(p_metadata jsonb) returns integer
language plpgsql immutable set search_path = '' as $$
declare
  digits text := substring(p_metadata ->> 'credits' from '^0*([1-9][0-9]{0,7})$');
begin
  return case when digits::integer <= 10000000 then digits::integer end;
end $$;

-- The tier of a plan. Null if the metadata name no tier that is for sale.
create function private.valid_tier(p_metadata jsonb) returns text
language sql stable set search_path = '' as $$
  select id from public.tiers where id = p_metadata ->> 'tier' and id <> 'free'
$$;

-- Why a product with these metadata is not for sale, with the field's name. Null if it is a plan or a pack for sale.
create function private.sale_problem(p_metadata jsonb) returns text
language plpgsql stable set search_path = '' as $$
declare
  tier text := p_metadata ->> 'tier';
  pack boolean := coalesce(p_metadata ->> 'kind' = 'pack', false);
begin
  return case
    when tier is null and not pack then '"tier" is missing, and "kind" is not "pack"'
    when tier is not null and pack then '"kind" is "pack" beside a "tier": a product is a plan or a pack'
    when tier = 'free' then '"tier" is "free", which is not sold'
    when tier is not null and private.valid_tier(p_metadata) is null then '"tier" is not in the table tiers'
    when p_metadata ->> 'credits' is null then '"credits" is missing'
    when p_metadata ->> 'credits' !~ '^[0-9]+$' then '"credits" is not a number written in the digits 0 to 9 alone'
    when private.valid_credits(p_metadata) is null then '"credits" is not between 1 and 10000000'
  end;
end $$;

-- ---------------------------------------------------------------- products

alter table public.products
  add column tier text references public.tiers (id),
  add column credits integer check (credits between 0 and 10000000),
  add column problem text;
comment on column public.products.tier is 'The tier of this plan: the last valid value of its metadata. Null for a pack.';
comment on column public.products.credits is 'Credits of a month of this plan, or of the pack: the last valid value of its metadata.';
comment on column public.products.problem is 'Why it is not for sale, naming the field of the metadata. Null if it is for sale.';
create index products_tier_idx on public.products (tier);

create function private.read_metadata() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.id = 'free' then
    -- Not a product of Stripe. Every sign-up reads it, so an invalid change is refused here. Inserts need no check: the row
    -- exists.
    new.tier := 'free';
    new.credits := case when new.metadata ->> 'credits' ~ '^0+$' then 0 else private.valid_credits(new.metadata) end;
    new.problem := null;
    if new.credits is null and tg_op = 'UPDATE' then
      raise exception 'products: the row "free": "credits" in metadata must be 0 to 10000000 in plain digits'
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  new.tier := case when tg_op = 'UPDATE' then old.tier end;
  new.credits := case when tg_op = 'UPDATE' then old.credits end;
  new.problem := private.sale_problem(new.metadata);
  if new.problem is null and new.tier is not null and private.valid_tier(new.metadata) is null then
    new.problem := '"kind" is "pack", but this product was a plan: subscribers may have it. Make a product of its own';
  end if;
  if new.problem is null then
    new.tier := private.valid_tier(new.metadata);
    new.credits := private.valid_credits(new.metadata);
  end if;
  return new;
end $$;
create trigger read_metadata before insert or update on public.products
  for each row execute function private.read_metadata();

-- A new tier may make products valid that name it.
create function private.read_metadata_again() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.products set metadata = metadata where problem is not null;
  return null;
end $$;
create trigger read_metadata_again after insert or update of id on public.tiers
  for each statement execute function private.read_metadata_again();
