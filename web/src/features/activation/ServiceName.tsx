/** A service by name with its code beside it, or the code alone. */
import { serviceName } from './services';

export function ServiceName({ code }: { code: string }) {
  const name = serviceName(code);
  if (name === null) return <span className="mono">{code}</span>;
  return (
    <span>
      {name}{' '}
      <span className="mono" style={{ color: 'var(--text-dim)' }}>
        {code}
      </span>
    </span>
  );
}
