/** Every port stands in /dev: the part that tells them apart is enough for the eye. */
export function shortPort(port: string): string {
  return port.replace(/^\/dev\//, '');
}
