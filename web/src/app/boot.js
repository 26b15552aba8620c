// Runs before the first paint, as a classic script: sets language and colour scheme so that nothing flickers.
// Keys as in i18n/language.ts and ui/theme.ts.
(function () {
  var root = document.documentElement;
  function read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }
  var language = read('simyard.language');
  root.lang = language === 'en' ? 'en' : 'zh-CN';
  var scheme = read('simyard.scheme');
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-mantine-color-scheme', scheme);
})();
