// Runs inline before the first paint, so that neither the colours nor the navbar change after it.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  root.dataset.visitor = localStorage.getItem('session') ? 'signed-in' : 'signed-out';
} catch {
  // Storage is blocked: use the system's theme, and assume no session.
}
