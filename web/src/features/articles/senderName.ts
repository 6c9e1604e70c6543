/** Who sends a newsletter, as people call them. */
export function senderName(sender: { sender_name: string; sender_address: string }): string {
  return sender.sender_name.trim() || sender.sender_address;
}
