import { ApiKeyScope, PortalTokenId, TenantId } from '@postrider/schemas';
import type { TokenSigner } from '@postrider/secrets';
import { z } from 'zod';

const PREFIX = 'prt_';

const Claims = z.object({
  id: PortalTokenId,
  tenant: TenantId,
  scopes: z.array(ApiKeyScope),
  /** Seconds since 1970. */
  expires: z.int(),
  /** The tenant's epoch when it was made: another one ends all that were made before. */
  epoch: z.string(),
  /** Whom it's for. */
  name: z.string().optional(),
});

/** What a portal token says, and nobody but us can have it say. */
export type PortalClaims = Readonly<z.infer<typeof Claims>>;

/** Portal tokens are kept nowhere: what one may do stands in it, signed. `prt_`, claims, a dot, signature. */
export class PortalTokens {
  constructor(private readonly signer: TokenSigner) {}

  mint(claims: PortalClaims): string {
    return this.signer.sign(PREFIX + Buffer.from(JSON.stringify(claims)).toString('base64url'));
  }

  /** What a token says, be it over or not; undefined for what is no token of ours. */
  read(token: string): PortalClaims | undefined {
    if (!token.startsWith(PREFIX)) return undefined;
    const signed = this.signer.open(token);
    if (signed === undefined) return undefined;
    const claims = Claims.safeParse(JSON.parse(Buffer.from(signed.slice(PREFIX.length), 'base64url').toString('utf8')));
    // Signed by us, but by a version of us that had something else to say.
    return claims.success ? claims.data : undefined;
  }
}
