// A whole AT Protocol network on loopback: directory, account server and view. Tells its address on standard output
// when it stands; ends with its input.
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({
  dbPostgresSchema: 'net',
  pds: { hostname: 'localhost', rateLimitsEnabled: true },
  bsky: { dbPostgresSchema: 'bsky' },
})
network.pds.ctx.mailer.transporter.sendMail = async () => ({})
console.log(`READY ${network.pds.url}`)
process.stdin.on('end', () => network.close().finally(() => process.exit(0)))
process.stdin.resume()
