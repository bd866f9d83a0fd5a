import type { FailureReason } from './records/attempt-report.js';

/** A failure in words: what it is, what it means, and what somebody can do about it. */
export interface FailureText {
  readonly title: string;
  readonly meaning: string;
  readonly action: string;
}

const AGAIN = 'It is tried again by the endpoint’s schedule';

/** Every reason for which an attempt fails, for people. */
export const failures: Readonly<Record<FailureReason, FailureText>> = {
  status: {
    title: 'Refused by the receiver',
    meaning: 'The receiver answered with a status other than 2xx.',
    action: `See its answer below and its own log for that time. ${AGAIN}.`,
  },
  redirect: {
    title: 'Redirected',
    meaning: 'The receiver answered 3xx. Redirects are not followed: they could lead anywhere.',
    action: 'Set the endpoint’s URL to where the `location` header of the answer leads.',
  },
  gone: {
    title: 'Gone for good',
    meaning:
      'The receiver answered 410: it wants no more deliveries. The endpoint is disabled, and what is for it is held.',
    action: 'Enable the endpoint once its receiver is back, or delete it.',
  },
  rate_limited: {
    title: 'Too many requests',
    meaning: 'The receiver answered 429. Nothing more is sent to it until the time that it asked for.',
    action: 'Set the endpoint’s `rateLimit` or `maxInFlight` to what its receiver can take.',
  },
  timeout: {
    title: 'No answer in time',
    meaning:
      'The request was sent, and no answer came within the endpoint’s `timeoutMs`. The receiver may have handled it.',
    action:
      'Have the receiver answer first and work after that, or raise `timeoutMs`. Recognise repeats by `webhook-id`.',
  },
  dns: {
    title: 'Name not found',
    meaning: 'The host name of the endpoint’s URL could not be resolved.',
    action: 'See that the name is spelled right and has an A or AAAA record that the public can see.',
  },
  address_forbidden: {
    title: 'Address not allowed',
    meaning:
      'The host name leads to an address inside a network that must not be called, such as 10.0.0.0/8. Nothing was sent.',
    action: 'Use a public address. An operator may allow ranges with EGRESS_ALLOW_CIDRS.',
  },
  connect_refused: {
    title: 'Connection refused',
    meaning: 'Nothing listens at the address and port.',
    action: 'See that the receiver runs, and that port and firewall are right.',
  },
  connect_timeout: {
    title: 'No connection in time',
    meaning: 'The address did not answer within 10 s, or TLS was not agreed on in that time. Nothing was sent.',
    action: 'See that a firewall lets Postrider’s addresses through, and that the receiver is not overloaded.',
  },
  connection_reset: {
    title: 'Connection closed',
    meaning:
      'The receiver, or something before it, closed the connection before it answered. Whether it read the request is unknown.',
    action: 'Look for restarts, crashes and limits of proxies at that time. Recognise repeats by `webhook-id`.',
  },
  tls: {
    title: 'TLS failed',
    meaning:
      'The certificate is not valid for the name, has expired, or is signed by nobody that is trusted; or there is no common TLS version. Nothing was sent.',
    action:
      'Mend the certificate and its chain; TLS 1.2, or what EGRESS_MIN_TLS says, is the least. A private authority is added with NODE_EXTRA_CA_CERTS.',
  },
  protocol: {
    title: 'Not HTTP',
    meaning: 'The answer is not HTTP/1.1 as it should be, or a header or the path of the request cannot be sent in it.',
    action: 'See that the port speaks HTTP, and that scheme and port of the URL belong together.',
  },
  network: {
    title: 'Network error',
    meaning: 'The connection failed for a reason that has no name of its own; `detail` has its code.',
    action: `See whether the receiver’s network can be reached from here. ${AGAIN}.`,
  },
  unsigned: {
    title: 'Could not be signed',
    meaning:
      'The endpoint’s secret, headers or credentials cannot be opened with the keys in POSTRIDER_SECRET_KEY. Nothing was sent.',
    action: 'The operator gives the key that sealed them back to every service.',
  },
  auth: {
    title: 'No credentials to send with',
    meaning:
      'There was no token from the endpoint’s token URL, or its client certificate cannot be used. Nothing was sent; `detail` says more.',
    action: 'See that `auth` of the endpoint is right: client id and secret, scopes, the token URL, the certificate.',
  },
  https_required: {
    title: 'Not https',
    meaning: 'The platform or the tenant allows https alone, and the endpoint’s URL, or that of its tokens, is http.',
    action: `Change the URL to an https one. ${AGAIN}.`,
  },
  unverified: {
    title: 'Owner not known',
    meaning:
      'Nobody has shown to own the endpoint’s URL: nothing was sent; or, to a challenge, the answer does not have it.',
    action: 'Have the receiver answer with the `challenge` that it gets, and ask with POST …/verify.',
  },
};

/** What a refusal means by its status, where that says more than that it was refused. */
const STATUSES: readonly (readonly [from: number, to: number, text: Partial<FailureText>])[] = [
  [
    401,
    403,
    {
      title: 'Not authorised by the receiver',
      action:
        'See that the receiver verifies with this endpoint’s present secret, and that the headers it wants are set.',
    },
  ],
  [404, 405, { title: 'No such page', action: 'See that the path of the endpoint’s URL is right, and takes POST.' }],
  [
    413,
    413,
    { title: 'Too large for the receiver', action: 'Raise the largest body that the receiver or its proxy takes.' },
  ],
  [
    400,
    499,
    { title: 'Rejected by the receiver', action: 'See its answer below: the receiver does not accept this request.' },
  ],
  [500, 599, { title: 'Receiver failed', meaning: 'The receiver answered 5xx: it has a fault of its own.' }],
];

/** A failure in words, with what the status of the answer adds. */
export function failureText(reason: FailureReason, statusCode?: number): FailureText {
  const text = failures[reason];
  if (reason !== 'status' || statusCode === undefined) return text;
  const closer = STATUSES.find(([from, to]) => statusCode >= from && statusCode <= to)?.[2];
  return { ...text, ...closer };
}
