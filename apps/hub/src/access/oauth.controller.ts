import { Body, Controller, HttpCode, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ProblemResponses } from '../api/problem-responses.js';
import { addressOf } from '../limits/door.js';
import { RequestLimits } from '../limits/request-limits.js';
import { OpenToAll } from './access.guard.js';
import { Access } from './access.js';
import { SCOPES, covers } from './needs.js';
import type { Scope } from './needs.js';
import { TOKEN_SECONDS, signToken } from './tokens.js';

class TokenView {
  @ApiProperty()
  readonly access_token!: string;
  @ApiProperty({ enum: ['Bearer'] })
  readonly token_type!: string;
  @ApiProperty({ description: 'Seconds' })
  readonly expires_in!: number;
  @ApiProperty({ example: 'read' })
  readonly scope!: string;
}

/** RFC 6749, section 5.2. */
class TokenRefusal {
  @ApiProperty({ enum: ['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope'] })
  readonly error!: string;
  @ApiProperty()
  readonly error_description!: string;
}

const tokenRequest = z.object({
  grant_type: z.string(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  scope: z.string().optional(),
});

/** Client credentials (RFC 6749, section 4.4): a key's id and the key, for programs that speak OAuth 2. */
@ApiTags('session')
@Controller('oauth')
@OpenToAll()
export class OAuthController {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Post('token')
  @ApiOperation({ summary: 'An access token for a key (OAuth 2 client credentials).' })
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOkResponse({ type: TokenView })
  @ProblemResponses(429)
  async token(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokenView | TokenRefusal> {
    response.setHeader('Cache-Control', 'no-store');
    const refuse = (status: HttpStatus, error: string, error_description: string): TokenRefusal => {
      response.status(status);
      if (status === HttpStatus.UNAUTHORIZED) response.setHeader('WWW-Authenticate', 'Basic realm="kerbline"');
      return { error, error_description };
    };
    const parsed = tokenRequest.safeParse(body);
    if (!parsed.success) return refuse(HttpStatus.BAD_REQUEST, 'invalid_request', 'grant_type is missing');
    const { grant_type, scope } = parsed.data;
    if (grant_type !== 'client_credentials') {
      return refuse(HttpStatus.BAD_REQUEST, 'unsupported_grant_type', 'expected client_credentials');
    }
    const client = basicCredentials(request) ?? parsed.data;
    const caller = await this.access.byKey(client.client_secret ?? '');
    // Keys of the configuration have no id of their own that a token could be tied to.
    if (caller === null || caller.id !== client.client_id) {
      this.limits.takeRefusal(addressOf(request), performance.now());
      return refuse(HttpStatus.UNAUTHORIZED, 'invalid_client', 'client_id is the id of a key, client_secret the key');
    }
    const scopes = wishedScopes(scope, caller.scopes);
    if (scopes === null) return refuse(HttpStatus.BAD_REQUEST, 'invalid_scope', 'the key does not cover this scope');
    const access_token = await signToken({ keyId: caller.id, scopes }, this.access.tokenSecret);
    return { access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scopes.join(' ') };
  }
}

/** What was asked for, all that is held where nothing was, or null where it is not covered. */
function wishedScopes(wish: string | undefined, held: readonly Scope[]): readonly Scope[] | null {
  const words = (wish ?? '').split(' ').filter((word) => word !== '');
  if (words.length === 0) return held;
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  return scopes.length === words.length && scopes.every((scope) => covers(held, scope)) ? scopes : null;
}

function basicCredentials(request: Request): { client_id: string; client_secret: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,2000})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { client_id: decoded(id), client_secret: decoded(secret.join(':')) };
}

/** RFC 6749, section 2.3.1: both are form-encoded first. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
