# A false engine on the socket of the real one: hostile-engine.pl SOCKET LIST [EVENTS]
# Every request for events is answered by EVENTS, or by events without end; every other one by the
# file LIST, as it is. That it was asked is told by the file LIST.asked.
use strict;
use warnings;
use IO::Socket::UNIX;

my ($path, $list, $events) = @ARGV;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'DEFAULT';
sub content { open my $file, '<', $_[0] or die "$!\n"; local $/; return <$file> }
unlink $path;
my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 64) or die "$!\n";
while (1) {
  my $client = $listener->accept or next;
  next if fork;
  open my $asked, '>', "$list.asked";
  my $head = '';
  while (my $line = <$client>) { $head .= $line; last if $line =~ /^\r?\n$/ }
  if ($head !~ m{^GET /events}) { print $client content($list); exit }
  if (defined $events) { print $client content($events); exit }
  print $client "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  $client->autoflush(1);
  print $client "1\r\n{\r\n" x 1000 while 1;
}
