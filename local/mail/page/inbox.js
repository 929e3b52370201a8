// Polls twice a second; without new mails the response is a 304.

const POLL_MS = 500;
const $ = (id) => document.getElementById(id);
const main = document.querySelector('main');

let mails = null;
let etag = '';
let shown = null;
const read = new Set(JSON.parse(sessionStorage.getItem('read') ?? '[]'));

async function poll() {
  try {
    const response = await fetch('/api/messages', { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
    if (response.status === 200) {
      etag = response.headers.get('etag') ?? '';
      receive(await response.json());
    }
    if (mails) announce($('status').dataset.state === 'lost' ? 'Connected again' : null);
  } catch {
    announce('Not connected: is the stack running?', 'lost');
  }
}

function receive(list) {
  const known = new Set((mails ?? list).map((mail) => mail.id));
  const fresh = list.filter((mail) => !known.has(mail.id));
  mails = list;
  if (fresh.length) announce(fresh.length === 1 ? `New mail: ${fresh[0].subject}` : `${fresh.length} new mails`);
  if (fresh.length === list.length && fresh.length === 1) location.hash = fresh[0].id;
  render(new Set(fresh.map((mail) => mail.id)));
}

function render(fresh = new Set()) {
  const current = mails.find((mail) => mail.id === location.hash.slice(1));
  main.dataset.view = mails.length === 0 ? 'empty' : current ? 'reading' : 'list';
  $('none').hidden = mails.length > 0;
  $('unselected').hidden = mails.length === 0 || Boolean(current);
  $('count').hidden = mails.length === 0;
  $('count').textContent = String(mails.length);
  $('empty-inbox').disabled = mails.length === 0;
  show(current);
  $('list').replaceChildren(...mails.map((mail) => row(mail, current, fresh.has(mail.id))));
  const unread = mails.filter((mail) => !read.has(mail.id)).length;
  document.title = unread ? `(${unread}) Inbox` : 'Inbox';
}

function row(mail, current, isFresh) {
  const item = document.createElement('li');
  item.className = `${read.has(mail.id) ? '' : 'unread'} ${isFresh ? 'arrives' : ''}`;
  const link = document.createElement('a');
  link.href = `#${mail.id}`;
  if (mail === current) link.setAttribute('aria-current', 'true');
  link.append(element('strong', mail.subject || '(no subject)'), element('span', mail.to), time(mail.date));
  item.append(link);
  return item;
}

function show(mail) {
  $('reader').hidden = !mail;
  if (mail?.id === shown) return;
  shown = mail?.id ?? null;
  if (!mail) return $('body').removeAttribute('src');
  read.add(mail.id);
  sessionStorage.setItem('read', JSON.stringify([...read]));
  $('subject').textContent = mail.subject || '(no subject)';
  $('to').textContent = `To ${mail.to}`;
  $('date').replaceWith(Object.assign(time(mail.date, 'medium'), { id: 'date' }));
  $('body').title = `Mail: ${mail.subject}`;
  $('body').src = `/messages/${mail.id}`;
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

function time(date, dateStyle) {
  const when = new Date(date);
  const text = Number.isNaN(when.valueOf()) ? '' : when.toLocaleString(undefined, { dateStyle, timeStyle: 'short' });
  return Object.assign(element('time', text), { dateTime: date });
}

function announce(text, state = '') {
  if (text === null) return;
  $('status').dataset.state = state;
  $('status').textContent = text;
}

async function keepPolling() {
  await poll();
  setTimeout(keepPolling, POLL_MS);
}

$('empty-inbox').addEventListener('click', async () => {
  if (!confirm('Delete all mails of this stack?')) return;
  await fetch('/api/messages', { method: 'DELETE' });
  history.replaceState(null, '', ' ');
  announce('Inbox emptied');
  await poll();
});
$('back').addEventListener('click', () => {
  history.replaceState(null, '', location.pathname);
  render();
});
addEventListener('hashchange', () => {
  if (!mails) return;
  render();
  $('subject').focus();
});
document.addEventListener('visibilitychange', () => document.hidden || poll());

keepPolling();
