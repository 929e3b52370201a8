// Runs inline before the first paint: whether the visitor comes with the prompt of an example. `KeptPrompt` then has its room.
if (/[?&]example=./.test(new URLSearchParams(location.search).get('from') ?? '')) document.documentElement.dataset.kept = '';
