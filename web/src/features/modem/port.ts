/** The part of a port's name that tells it apart; the whole name belongs into a title beside it. */

const LONGEST = 36;
const HEAD = 12;

export function shortPort(port: string): string {
  return shorten(telling(port));
}

/** `/dev/pts/3` stays `pts/3`; elsewhere folders say where the name stands, not which modem it is. */
function telling(port: string): string {
  if (port.includes('://')) return port.replace(/^\w+:\/\//, '');
  if (/^\/dev\/(?!serial\/)/.test(port)) return port.slice('/dev/'.length);
  return port.slice(port.lastIndexOf('/') + 1) || port;
}

/** Maker and bus stand in front, the interface at the end: the middle is what can be spared. */
function shorten(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, HEAD)}…${name.slice(-(LONGEST - HEAD - 1))}`;
}
