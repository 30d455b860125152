# The app of hostile answers: it sends back the body of each request as its whole answer, whatever
# that is, and hangs up. hostile-app.pl PORT
use strict;
use warnings;
use IO::Socket::INET;

$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::INET->new(
  LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1
) or die "$!\n";
while (1) {
  my $client = $listener->accept or next;
  next if fork;
  my ($head, $answer) = ('', '');
  while (my $line = <$client>) { $head .= $line; last if $line =~ /^\r?\n$/ }
  read $client, $answer, $1 if $head =~ /^content-length: *(\d+)/mi;
  print $client $answer;
  shutdown $client, 1;
  # What still comes is read: to close before that would cut the answer.
  read $client, my $rest, 1;
  exit;
}
