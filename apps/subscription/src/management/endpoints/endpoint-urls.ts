import { judgeHost, judgeUrl, type EgressPolicy, type Resolve } from '@postrider/egress';
import { ProblemError } from '@postrider/service';

/** Judges the URLs of endpoints as the dispatcher will: the same policy, the same words. */
export class EndpointUrls {
  constructor(
    private readonly policy: EgressPolicy,
    private readonly resolve: Resolve,
  ) {}

  /**
   * Throws `invalid_request` for a URL that can't be one, and `address_forbidden` for one that leads where Postrider
   * must not call. A name that can't be resolved yet is taken: every connection is judged again.
   */
  async check(text: string, path = '/url'): Promise<void> {
    const verdict = judgeUrl(text, this.policy);
    if (verdict.kind === 'faulty') {
      const forbidden = verdict.faults.find(({ code }) => code === 'address_forbidden');
      const faults = verdict.faults.map(({ message }) => ({ path, message }));
      throw new ProblemError(forbidden ? 'address_forbidden' : 'invalid_request', forbidden?.message, faults);
    }
    const host = await judgeHost(verdict.url.hostname, this.policy, this.resolve);
    if (host.kind === 'forbidden')
      throw new ProblemError('address_forbidden', host.message, [{ path, message: host.message }]);
  }
}
