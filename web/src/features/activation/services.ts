/** Names of the services most often asked for; any other shows its code, which is what hubs speak of anyway. */

const NAMES: Readonly<Record<string, string>> = {
  am: 'Amazon',
  av: 'Avito',
  dr: 'OpenAI',
  ds: 'Discord',
  fb: 'Facebook',
  fu: 'Snapchat',
  go: 'Google',
  hw: 'Alipay',
  ig: 'Instagram',
  lf: 'TikTok',
  me: 'LINE',
  mm: 'Microsoft',
  mt: 'Steam',
  nf: 'Netflix',
  oi: 'Tinder',
  ok: 'OK.ru',
  qq: 'QQ',
  tg: 'Telegram',
  ts: 'PayPal',
  tw: 'Twitter',
  ub: 'Uber',
  uk: 'Airbnb',
  vi: 'Viber',
  vk: 'VK',
  wa: 'WhatsApp',
  wb: 'WeChat',
  wx: 'Apple',
  ya: 'Yandex',
};

export function serviceName(code: string): string | null {
  return NAMES[code] ?? null;
}
