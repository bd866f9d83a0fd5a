import {
  LOG_LEVELS
} from "./chunk-NW26YG4P.js";
import {
  SecretBox,
  parseSecretKeys
} from "./chunk-WIAE2YJC.js";
import {
  flag,
  list,
  numberList,
  secretSetting,
  setting,
  wholeNumber
} from "./chunk-HEE7UXMP.js";

// ../../libs/egress/dist/address-range.js
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
function parseAddress(text) {
  return isIP(text) === 0 || text.includes("%") ? void 0 : ipaddr.parse(text);
}
var AddressRange = class _AddressRange {
  network;
  prefixBits;
  constructor(network, prefixBits) {
    this.network = network;
    this.prefixBits = prefixBits;
  }
  /** Reads a CIDR, or says in a sentence what is wrong with it. */
  static parse(cidr) {
    const [base = "", prefix, ...rest] = cidr.split("/");
    const network = parseAddress(base);
    if (!network || rest.length > 0) return {
      fault: `"${cidr}" isn't a CIDR such as 10.0.0.0/8 or fd00::/8`
    };
    const addressBits = network.kind() === "ipv4" ? 32 : 128;
    if (prefix === void 0) {
      return {
        fault: `"${cidr}" lacks its prefix length; write ${cidr}/${addressBits} for one address`
      };
    }
    const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
    if (prefixBits > addressBits) return {
      fault: `"${cidr}" needs a prefix length from 0 to ${addressBits}`
    };
    const first = firstAddress(network, prefixBits);
    if (first.toString() !== network.toString()) {
      return {
        fault: `"${cidr}" has bits set after its prefix; write ${first.toString()}/${prefixBits}`
      };
    }
    return new _AddressRange(network, prefixBits);
  }
  /** Reads a CIDR that stands in the code; throws when it is faulty. */
  static of(cidr) {
    const parsed = _AddressRange.parse(cidr);
    if (parsed instanceof _AddressRange) return parsed;
    throw new Error(parsed.fault);
  }
  contains(address) {
    return address.kind() === this.network.kind() && address.match(this.network, this.prefixBits);
  }
  /** As logs have it. */
  toJSON() {
    return this.toString();
  }
  toString() {
    return `${this.network.toString()}/${this.prefixBits}`;
  }
};
function firstAddress(address, prefixBits) {
  const bytes = address.toByteArray().map((byte, index) => {
    const keptBits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & 255 << 8 - keptBits;
  });
  return ipaddr.fromByteArray(bytes);
}

// ../../libs/egress/dist/allowed-ranges.js
import ipaddr2 from "ipaddr.js";
function parseAllowedRanges(text) {
  const ranges = [];
  const faults = [];
  if (text.trim() === "") return {
    kind: "parsed",
    ranges
  };
  for (const [index, item] of text.split(",").entries()) {
    const cidr = item.trim();
    const parsed = cidr === "" ? {
      fault: `item ${index + 1} is empty`
    } : AddressRange.parse(cidr);
    if (!(parsed instanceof AddressRange)) faults.push(parsed.fault);
    else if (ipv4Twin(parsed)) faults.push(`"${cidr}" is a range of IPv4; write ${ipv4Twin(parsed)}`);
    else ranges.push(parsed);
  }
  return faults.length > 0 ? {
    kind: "faulty",
    faults
  } : {
    kind: "parsed",
    ranges
  };
}
function ipv4Twin({ network, prefixBits }) {
  if (!(network instanceof ipaddr2.IPv6) || !network.isIPv4MappedAddress() || prefixBits < 96) return void 0;
  return `${network.toIPv4Address().toString()}/${prefixBits - 96}`;
}

// ../../libs/egress/dist/egress-policy.js
import ipaddr4 from "ipaddr.js";

// ../../libs/egress/dist/embedded-ipv4.js
import ipaddr3 from "ipaddr.js";
var lastFour = (bytes) => bytes.slice(12);
var EMBEDDINGS = [
  {
    block: AddressRange.of("::ffff:0:0/96"),
    find: lastFour
  },
  {
    block: AddressRange.of("::ffff:0:0:0/96"),
    find: lastFour
  },
  {
    block: AddressRange.of("64:ff9b::/96"),
    find: lastFour
  },
  {
    block: AddressRange.of("::/96"),
    find: lastFour
  },
  {
    block: AddressRange.of("2002::/16"),
    find: (bytes) => bytes.slice(2, 6)
  },
  // RFC 4380 section 4: the client's address is stored inverted, so that NATs don't rewrite it.
  {
    block: AddressRange.of("2001::/32"),
    find: (bytes) => bytes.slice(12).map((byte) => byte ^ 255)
  }
];
var NOWHERE = [
  0,
  0,
  0,
  0
];
var LOCAL_NAT64 = AddressRange.of("64:ff9b:1::/48");
function embeddedIpv4(address, openedBy) {
  if (address instanceof ipaddr3.IPv4) return void 0;
  const bytes = address.toByteArray();
  if (bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) < 2) return void 0;
  const found = EMBEDDINGS.find(({ block }) => block.contains(address))?.find(bytes) ?? locallyTranslated(address, bytes, openedBy) ?? isatap(bytes);
  return found && new ipaddr3.IPv4([
    ...found
  ]);
}
function locallyTranslated(address, bytes, openedBy) {
  if (!LOCAL_NAT64.contains(address) || !openedBy) return void 0;
  switch (openedBy.prefixBits) {
    case 48:
      return [
        ...bytes.slice(6, 8),
        ...bytes.slice(9, 11)
      ];
    case 56:
      return [
        ...bytes.slice(7, 8),
        ...bytes.slice(9, 12)
      ];
    case 64:
      return bytes.slice(9, 13);
    default:
      return openedBy.prefixBits >= 96 ? lastFour(bytes) : NOWHERE;
  }
}
function isatap(bytes) {
  const [u, zero, marker, type] = bytes.slice(8, 12);
  return (u === 0 || u === 2) && zero === 0 && marker === 94 && type === 254 ? lastFour(bytes) : void 0;
}

// ../../libs/egress/dist/special-purpose.js
var BLOCKS = [
  [
    "169.254.169.254/32",
    "metadata",
    "instance metadata of AWS, Azure, Google Cloud and others"
  ],
  [
    "169.254.170.2/32",
    "metadata",
    "AWS ECS credentials"
  ],
  [
    "169.254.170.23/32",
    "metadata",
    "AWS EKS credentials"
  ],
  [
    "169.254.0.23/32",
    "metadata",
    "Tencent Cloud metadata"
  ],
  [
    "169.254.42.42/32",
    "metadata",
    "Scaleway metadata"
  ],
  [
    "100.100.100.200/32",
    "metadata",
    "Alibaba Cloud metadata"
  ],
  [
    "168.63.129.16/32",
    "metadata",
    "Azure host services"
  ],
  [
    "192.0.0.192/32",
    "metadata",
    "Oracle Cloud metadata"
  ],
  [
    "0.0.0.0/32",
    "unspecified",
    "RFC 1122"
  ],
  [
    "0.0.0.0/8",
    "unspecified",
    "RFC 791"
  ],
  [
    "10.0.0.0/8",
    "private",
    "RFC 1918"
  ],
  [
    "100.64.0.0/10",
    "shared",
    "RFC 6598"
  ],
  [
    "127.0.0.0/8",
    "loopback",
    "RFC 1122"
  ],
  [
    "169.254.0.0/16",
    "link_local",
    "RFC 3927"
  ],
  [
    "172.16.0.0/12",
    "private",
    "RFC 1918"
  ],
  [
    "192.0.0.0/24",
    "protocol_assignment",
    "RFC 6890"
  ],
  [
    "192.0.2.0/24",
    "documentation",
    "RFC 5737"
  ],
  [
    "192.31.196.0/24",
    "as112",
    "RFC 7535"
  ],
  [
    "192.52.193.0/24",
    "amt",
    "RFC 7450"
  ],
  [
    "192.88.99.0/24",
    "relay_anycast",
    "RFC 7526"
  ],
  [
    "192.168.0.0/16",
    "private",
    "RFC 1918"
  ],
  [
    "192.175.48.0/24",
    "as112",
    "RFC 7534"
  ],
  [
    "198.18.0.0/15",
    "benchmarking",
    "RFC 2544"
  ],
  [
    "198.51.100.0/24",
    "documentation",
    "RFC 5737"
  ],
  [
    "203.0.113.0/24",
    "documentation",
    "RFC 5737"
  ],
  [
    "224.0.0.0/4",
    "multicast",
    "RFC 5771"
  ],
  [
    "255.255.255.255/32",
    "broadcast",
    "RFC 919"
  ],
  [
    "240.0.0.0/4",
    "reserved",
    "RFC 1112"
  ],
  [
    "fd00:ec2::254/128",
    "metadata",
    "AWS instance metadata"
  ],
  [
    "fd00:ec2::23/128",
    "metadata",
    "AWS EKS credentials"
  ],
  [
    "fd20:ce::254/128",
    "metadata",
    "Google Cloud metadata"
  ],
  [
    "fd00:42::42/128",
    "metadata",
    "Scaleway metadata"
  ],
  [
    "fe80::a9fe:a9fe/128",
    "metadata",
    "OpenStack metadata"
  ],
  [
    "::/128",
    "unspecified",
    "RFC 4291"
  ],
  [
    "::1/128",
    "loopback",
    "RFC 4291"
  ],
  [
    "::ffff:0:0/96",
    "ipv4_mapped",
    "RFC 4291"
  ],
  [
    "::ffff:0:0:0/96",
    "ipv4_translated",
    "RFC 2765"
  ],
  [
    "::/96",
    "ipv4_compatible",
    "RFC 4291"
  ],
  [
    "64:ff9b::/96",
    "nat64",
    "RFC 6052"
  ],
  [
    "64:ff9b:1::/48",
    "nat64",
    "RFC 8215"
  ],
  [
    "100::/64",
    "discard",
    "RFC 6666"
  ],
  [
    "100:0:0:1::/64",
    "dummy",
    "RFC 9780"
  ],
  [
    "2001::/32",
    "teredo",
    "RFC 4380"
  ],
  [
    "2001:2::/48",
    "benchmarking",
    "RFC 5180"
  ],
  [
    "2001:3::/32",
    "amt",
    "RFC 7450"
  ],
  [
    "2001:4:112::/48",
    "as112",
    "RFC 7535"
  ],
  [
    "2001:10::/28",
    "orchid",
    "RFC 4843"
  ],
  [
    "2001:20::/28",
    "orchid",
    "RFC 7343"
  ],
  [
    "2001:30::/28",
    "drone_id",
    "RFC 9374"
  ],
  [
    "2001::/23",
    "protocol_assignment",
    "RFC 2928"
  ],
  [
    "2001:db8::/32",
    "documentation",
    "RFC 3849"
  ],
  [
    "2002::/16",
    "6to4",
    "RFC 3056"
  ],
  [
    "2620:4f:8000::/48",
    "as112",
    "RFC 7534"
  ],
  [
    "3fff::/20",
    "documentation",
    "RFC 9637"
  ],
  [
    "5f00::/16",
    "segment_routing",
    "RFC 9602"
  ],
  [
    "fc00::/7",
    "unique_local",
    "RFC 4193"
  ],
  [
    "fe80::/10",
    "link_local",
    "RFC 4291"
  ],
  [
    "fec0::/10",
    "site_local",
    "RFC 3879"
  ],
  [
    "ff00::/8",
    "multicast",
    "RFC 4291"
  ],
  [
    "::/3",
    "reserved",
    "RFC 4291"
  ],
  [
    "4000::/2",
    "reserved",
    "RFC 4291"
  ],
  [
    "8000::/1",
    "reserved",
    "RFC 4291"
  ]
];
var SPECIAL_PURPOSES = BLOCKS.map(([cidr, range, source]) => ({
  block: AddressRange.of(cidr),
  range,
  source
}));
function specialPurposeOf(address) {
  return SPECIAL_PURPOSES.find(({ block }) => block.contains(address));
}

// ../../libs/egress/dist/egress-policy.js
var ALLOWED = {
  kind: "allowed"
};
var REMEDY = "endpoints must be on the public internet, or in a range that the operator opened with EGRESS_ALLOW_CIDRS";
var EgressPolicy = class {
  allowed;
  /** @param allowed from {@link parseAllowedRanges}; empty in production. */
  constructor(allowed = []) {
    this.allowed = allowed;
  }
  /** Judges an address in its text form, IPv6 without brackets. */
  judge(text) {
    const address = parseAddress(text);
    if (!address) return forbid("not_an_address", `"${text}" isn't an IP address that can be called`);
    return this.#judge(text, address);
  }
  #judge(text, address) {
    const openedBy = this.#openedBy(address);
    const special = specialPurposeOf(address);
    if (special && !(openedBy && opens(openedBy, special))) return forbid(special.range, `${text} is in ${described(special)}`);
    const inner = embeddedIpv4(address, openedBy);
    if (!inner) return ALLOWED;
    const verdict = this.#judge(inner.toString(), inner);
    return verdict.kind === "allowed" ? ALLOWED : {
      ...verdict,
      message: `${text} leads on: ${verdict.message}`
    };
  }
  /** The narrowest of the operator's ranges that opens the address. */
  #openedBy(address) {
    const spelling = address instanceof ipaddr4.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : void 0;
    return this.allowed.filter((range) => range.contains(address) || spelling !== void 0 && range.contains(spelling)).reduce((best, range) => best && best.prefixBits >= range.prefixBits ? best : range, void 0);
  }
};
var opens = (range, { range: purpose, block }) => purpose !== "metadata" || range.prefixBits >= block.prefixBits;
function forbid(range, finding) {
  return {
    kind: "forbidden",
    range,
    message: `${finding}; ${REMEDY}`
  };
}
function described({ block, range, source }) {
  return `${block.toString()} (${range.replaceAll("_", " ")}; ${source})`;
}

// ../../libs/service/dist/service.config.js
import { z } from "zod";
var serviceSettings = {
  PORT: setting(wholeNumber(0, 65535).optional(), "where to listen; 8080 ingestion, 8081 subscription, 8082 dispatcher, 8083 retry-scheduler"),
  LOG_LEVEL: setting(z.enum(LOG_LEVELS).default("info"), "the least level that is logged"),
  SHUTDOWN_GRACE_MS: setting(wholeNumber(0, 3e5).default(2e4), "how long a stop waits for what is under way before it cuts it off")
};
var accessSettings = {
  POSTRIDER_ADMIN_KEY: secretSetting(z.string({
    error: "is the root API key"
  }).regex(/^[\x21-\x7e]{16,512}$/, "is 16 to 512 printable ASCII characters without spaces"), "the root API key"),
  TRUSTED_PROXY_CIDRS: setting(z.string().default("").transform((text, context) => {
    const parsed = parseAllowedRanges(text);
    if (parsed.kind === "parsed") return parsed.ranges;
    for (const message of parsed.faults) context.addIssue({
      code: "custom",
      message
    });
    return z.NEVER;
  }), "the proxies in front of the APIs, 10.0.0.0/8,fd00::/8: what they say in X-Forwarded-For is believed; without any, nobody\u2019s")
};
var sealingSettings = {
  POSTRIDER_SECRET_KEY: secretSetting(z.string({
    error: "is 32 bytes in base64; a comma list rotates, the first encrypts"
  }).transform((text, context) => {
    const parsed = parseSecretKeys(text);
    if (parsed.kind === "parsed") return new SecretBox(parsed.keys);
    for (const { position, message } of parsed.problems) context.addIssue({
      code: "custom",
      message: `key ${position}: ${message}`
    });
    return z.NEVER;
  }), "32 bytes, base64: encrypts secrets at rest and signs portal tokens; a comma list rotates, the first encrypts and signs")
};
var inboxSettings = {
  INBOX_TOPICS: setting(list().default([
    "postrider.inbox"
  ]).transform((items, context) => items.map((item) => {
    const [, topic, tenant] = /^([A-Za-z0-9._-]{1,249})(?:=([A-Za-z0-9_-]{1,64}))?$/.exec(item) ?? [];
    if (topic !== void 0) return {
      topic,
      tenant
    };
    context.addIssue({
      code: "custom",
      message: `${item} is neither a topic nor topic=tenant`
    });
    return z.NEVER;
  })), "the topics that publishers write to, each bound to a tenant or not: orders=acme,postrider.inbox")
};
var SEVEN_DAYS = 7 * 86400;
var deliverySettings = {
  RETRY_SCHEDULE_SECONDS: setting(numberList(1, SEVEN_DAYS).default([
    5,
    300,
    1800,
    7200,
    18e3,
    36e3,
    50400,
    72e3,
    86400
  ]).refine((waits) => waits.length <= 30, "has more than 30 waits"), "the waits between attempts, for endpoints that have no schedule of their own"),
  DELIVERY_TIMEOUT_MS: setting(wholeNumber(1e3, 3e4).default(15e3), "how long one attempt may take in all"),
  RETENTION_DAYS: setting(wholeNumber(1, 3650).default(30), "how long events, deliveries and attempts are kept")
};
var egressSettings = {
  EGRESS_ALLOW_CIDRS: setting(z.string().default("").transform((text, context) => {
    const parsed = parseAllowedRanges(text);
    if (parsed.kind === "parsed") return new EgressPolicy(parsed.ranges);
    for (const message of parsed.faults) context.addIssue({
      code: "custom",
      message
    });
    return z.NEVER;
  }), "private ranges that endpoints may be in, 10.1.0.0/16,fd12:3456::/32; empty in production"),
  EGRESS_HTTPS_ONLY: setting(flag().default(false), "whether endpoints must be at https URLs: others are refused, and nothing is sent to those that are there; a tenant may want it by itself")
};
var dedupeSettings = {
  DEDUPE_WINDOW_SECONDS: setting(wholeNumber(60, 30 * 86400).default(86400), "how long a repeated event id is recognised")
};
var transformSettings = {
  TRANSFORM_THREADS: setting(wholeNumber(1, 64).default(2), "threads that run transformations; no tenant has all of them at once, unless there is one alone"),
  TRANSFORM_TIMEOUT_MS: setting(wholeNumber(1, 1e4).default(50), "how long one run of a transformation may take, of the CPU where the system tells, else by the clock"),
  TRANSFORM_MEMORY_MIB: setting(wholeNumber(8, 512).default(16), "memory that one run of a transformation may use, in MiB"),
  TRANSFORM_MAX_BODY_BYTES: setting(wholeNumber(1024, 512 * 1024).default(256 * 1024), "the largest body that a transformation may make")
};

export {
  inboxSettings
};
