-- Mail domains that an operator refuses. Auth calls the hook before it creates a user; for a change of address it calls no
-- hook, so a trigger refuses that.

-- ---------------------------------------------------------------- the list

create table public.refused_mail_domains (
  domain text primary key
    check (domain ~ '^[^\s@.]+(\.[^\s@.]+)*$' and domain = lower(domain) and char_length(domain) <= 253),
  created_at timestamptz not null default now()
);
comment on table public.refused_mail_domains is
  'Mail domains, with all their subdomains, from which nobody can sign up. Empty at first. Service role and Studio only.';
comment on column public.refused_mail_domains.domain is 'In lower case, such as "mail.example". It refuses "a.mail.example" too.';
alter table public.refused_mail_domains enable row level security;

-- ---------------------------------------------------------------- what an address is

-- The local part and the domain of an address, in lower case. The domain is null if there is no "@".
create function private.address_parts(p_email text, out local_part text, out domain text)
language plpgsql immutable set search_path = '' as $$
declare
  address text := lower(btrim(p_email));
begin
  local_part := substring(address from '^(.*)@[^@]*$');
  domain := rtrim(substring(address from '@([^@]*)$'), '.');
end $$;

-- Returns {a.b.c, b.c, c} for "a.b.c", so that the primary key can be searched for each of them.
create function private.domain_with_parents(p_domain text) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  labels text[] := string_to_array(p_domain, '.');
begin
  return array(select array_to_string(labels[first:], '.') from generate_subscripts(labels, 1) first);
end $$;

create function public.is_mail_domain_refused(p_email text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.refused_mail_domains
    where domain = any (private.domain_with_parents((private.address_parts(p_email)).domain)))
$$;
comment on function public.is_mail_domain_refused is
  'Whether the domain of this address, or a domain above it, is refused. The page calls it before a change of address.';

-- ---------------------------------------------------------------- sign-up

-- The page parses the code before the colon, because Auth forwards only the message and the status.
create function private.domain_refusal() returns text
language sql immutable set search_path = '' as $$
  select 'email_domain_refused: Addresses of this mail domain are not accepted. Use another one.'
$$;

create function public.before_user_created(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if public.is_mail_domain_refused(event -> 'user' ->> 'email') then
    return jsonb_build_object('error', jsonb_build_object('http_code', 422, 'message', private.domain_refusal()));
  end if;
  return '{}';
end $$;
comment on function public.before_user_created is
  'Auth''s hook (supabase/config.toml, auth.hook.before_user_created): refuses a sign-up with 422. Auth calls it as '
  'supabase_auth_admin. If it is missing or fails while the hook is on, every sign-up gets 500.';

-- ---------------------------------------------------------------- change of address

-- Auth returns 500 for an error of a trigger, so the page calls is_mail_domain_refused first and shows the reason. The trigger
-- stops clients that do not. It does not check addresses that operators set (auth.users.email).
create function private.refuse_email_change() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if public.is_mail_domain_refused(new.email_change) then
    perform private.refuse('422', private.domain_refusal());
  end if;
  return new;
end $$;
create trigger refuse_email_change before update of email_change on auth.users
  for each row when (new.email_change <> '' and new.email_change is distinct from old.email_change)
  execute function private.refuse_email_change();

-- ---------------------------------------------------------------- for the doctor

create function public.sign_up_hook_works() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return has_function_privilege('supabase_auth_admin', 'public.before_user_created(jsonb)', 'execute')
         and jsonb_typeof(public.before_user_created('{}')) = 'object';
exception when others then
  return false;
end $$;
comment on function public.sign_up_hook_works is
  'Whether before_user_created exists, works, and may be called by Auth. For `python -m service doctor`.';
