/** What a failed call means for the person at the screen: a problem the server explained, or no server at all. */

interface ProblemBody {
  readonly title?: string;
  readonly code?: string;
  readonly detail?: string | null;
  readonly next?: string | null;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Stable word such as `modem.unknown`; `network` when no answer came, `http.<status>` when it was no problem JSON. */
  readonly code: string;
  readonly status: number;
  readonly next: string | null;

  constructor(code: string, status: number, message: string, next: string | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.next = next;
  }

  get isUnreachable(): boolean {
    return this.code === 'network';
  }
}

export function problemFromAnswer(status: number, body: unknown): ApiProblem {
  const problem = isProblem(body) ? body : {};
  return new ApiProblem(
    problem.code ?? `http.${status}`,
    status,
    problem.detail ?? problem.title ?? `HTTP ${status}`,
    problem.next ?? null,
  );
}

export function problemFromNetwork(cause: unknown): ApiProblem {
  return new ApiProblem('network', 0, cause instanceof Error ? cause.message : String(cause));
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && ('code' in body || 'title' in body);
}
