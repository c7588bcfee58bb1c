import ipaddr from 'ipaddr.js'
import { invalid } from '../core/errors.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Which addresses may be reached: all public ones, and what was allowed beside them. */
export interface Addresses {
  /** Whether `address`, in any spelling, may be reached under that name. */
  allows(name: string, address: string): boolean
}

/** Each entry is a host name, an address, or a range of addresses (`10.0.0.0/8`). Throws `invalid` for what is none. */
export function allowedAddresses(entries: readonly string[]): Addresses {
  const names = new Set<string>()
  const ranges: [Address, number][] = []
  for (const entry of entries) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry))
    else if (ipaddr.isValid(entry)) ranges.push(wholeAddress(entry))
    else if (HOST_NAME.test(entry)) names.add(entry.toLowerCase())
    else
      throw invalid(
        `RELATA_FETCH_ALLOW: expected host names, addresses or ranges such as 10.0.0.0/8, got ${JSON.stringify(entry)}`,
      )
  }
  return {
    allows(name, address) {
      if (names.has(name.toLowerCase())) return true
      if (!ipaddr.isValid(address)) return false
      // What only wraps an IPv4 address is judged as that.
      const parsed = ipaddr.process(address)
      return (
        isPublic(parsed) || ranges.some(([start, bits]) => start.kind() === parsed.kind() && parsed.match(start, bits))
      )
    },
  }
}

/** All of IPv6 that was ever given out for use in public (RFC 4291 and IANA's registry). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/** A public address by its number, where machines of a cloud (Azure) read what is theirs alone. */
const METADATA = '168.63.129.16'

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4' ? address.toString() !== METADATA : address.match(...GLOBAL_IPV6))

const HOST_NAME = /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?$/i

function wholeAddress(text: string): [Address, number] {
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
