/**
 * An IP address in the form of `openssl x509 -text`: IPv4 as it is, IPv6 as eight groups of upper-case hex digits
 * without leading or omitted zeros.
 *
 * @param address canonical text (RFC 5952), no brackets
 */
export function addressAsOpensslPrintsIt(address: string): string {
  if (!address.includes(':')) return address;
  const [front = '', back] = withoutDottedPart(address).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groups(front);
  const after = groups(back ?? '');
  const omitted = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...omitted, ...after].join(':').toUpperCase();
}

/** RFC 5952 §5 writes the last 32 bits of mapped addresses in dotted form. */
function withoutDottedPart(address: string): string {
  return address.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/u, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}
