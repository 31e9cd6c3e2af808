#!/usr/bin/perl
# replicates.pl PROGRAM DATA: replicate weights that were written out and read back give the
# estimates of the method that made them, to 1e-12, relative; and are read back by the very
# options that the note tells. A jackknife has the same degrees of freedom where the design is
# not told, too. Prints what failed, and the count.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);

my ($program, $data) = map { abs_path($_) } @ARGV;
my $tolerance = 1e-12;
my $scratch = tempdir(CLEANUP => 1);
chdir $scratch or die "$scratch: $!";
my ($passed, $failed) = (0, 0);

# A design: its file, what is estimated, the options that are of the sample alone, and those
# that the weights take the place of.
my %designs = (
  strata => ['apistrat.csv', '--quantile api00:0.5,enroll:0.9 --mean api00,api99 --rate over700 --ratio api00/api99 --total enroll --by stype',
             '--strata stype', '--population fpc'],
  unequal => ['apistrat.csv', '--quantile api00:0.25 --mean api00 --total enroll --by awards', '--strata stype', '--weight pw'],
  simple => ['apisrs.csv', '--quantile enroll:0.5 --mean api00,api99 --total enroll --by stype --difference stype', '', '--population fpc'],
  clusters => ['apiclus1.csv', '--quantile api00:0.5 --mean api00 --rate over700 --total enroll --by stype --difference stype',
               '--cluster dnum', '--population fpc'],
  # without its populations: what they make later stages add is in no replicate weights
  stages => ['apiclus2.csv', '--quantile enroll:0.3 --mean api00 --total enroll --by stype', '--cluster dnum,snum',
             '--weight pw'],
  paired => ['paired.csv', '--quantile y:0.5,x:0.25 --mean y --ratio y/x --total x --rate ok --by group --difference group',
             '--strata stratum --cluster cluster', '--weight weight'],
  audit => ['audit.csv', '--ratio recorded/crimes --mean crimes --total crimes --by route --difference route',
            '--strata force,route --cluster incident', '--population incidents'],
  lonely => ['audit_lonely.csv', '--quantile hours:0.5 --ratio recorded/crimes --total crimes --by route', '--strata force,route --cluster incident',
             '--weight weight --lonely-psu certainty'],
  alone => ['audit_lonely.csv', '--mean crimes --total crimes --by force', '--strata force,route',
            '--population incidents --lonely-psu certainty'],
  fractions => ['apistrat.csv', '--mean api00 --total enroll', '--strata stype', '--population fraction'],
  poststratified => ['apiclus1.csv', '--quantile api00:0.5 --mean api00 --total enroll --by stype', '--cluster dnum',
                     '--weight pw --poststratify stype=apiclus1_stype.csv'],
  raked => ['apiclus1.csv', '--quantile enroll:0.5 --mean api00 --rate over700 --total enroll --by awards --difference awards',
            '--cluster dnum',
            '--population fpc --rake stype=apiclus1_stype.csv --rake wide=apiclus1_wide.csv'],
  linear => ['stages.csv', '--quantile y:0.5 --mean y --rate ok --by region', '--cluster cluster',
             '--weight weight --calibrate linear --calibrate-totals calibrate_people.csv'],
);
my $bootstrap = '--variance bootstrap --replicates 200 --seed 5';
my @runs = (
  (map { ['strata', $_] } '--variance jkn', '--variance jackknife', $bootstrap, '--variance sdr'),
  (map { ['unequal', $_] } '--variance jkn', $bootstrap, '--variance sdr'),
  (map { ['simple', $_] } '--variance jk1', '--variance jkn', '--variance jackknife', $bootstrap, '--variance sdr'),
  (map { ['clusters', $_] } '--variance jk1', '--variance jkn', $bootstrap, '--variance sdr'),
  (map { ['stages', $_] } '--variance jk1', $bootstrap),
  (map { ['paired', $_] } '--variance jk2', '--variance jkn', '--variance brr', '--variance brr --replicates 24',
   '--variance fay --fay 0.3', '--variance fay', $bootstrap, '--variance sdr'),
  (map { ['audit', $_] } '--variance jkn', $bootstrap, '--variance sdr'),
  (map { ['lonely', $_] } '--variance jkn', $bootstrap, '--variance sdr'),
  (map { ['alone', $_] } '--variance jkn', $bootstrap),
  (map { ['fractions', $_] } '--variance jkn', $bootstrap),
  (map { ['poststratified', $_] } '--variance jk1', '--variance jackknife', $bootstrap, '--variance sdr'),
  (map { ['raked', $_] } '--variance jk1', $bootstrap, '--variance sdr'),
  (map { ['linear', $_] } '--variance jk1', '--variance sdr'),
);

sub fail {
  print "FAILED: $_[0]\n";
  $failed++;
}

sub run {
  my ($command) = @_;
  my @lines = `$command 2>messages`;
  open my $in, '<', 'messages' or die "messages: $!";
  my $messages = join '', <$in>;
  return ($? == 0, $messages, map { chomp; [split /,/, $_, -1] } @lines);
}

# The options in the note, as a shell reads them.
sub options_of {
  return $_[0] =~ /replicate weights: (--weight .*) and the same --strata/ ? $1 : undef;
}

sub is_close {
  my ($x, $y) = @_;
  my $number = qr/^-?[0-9.]+(e[-+]?[0-9]+)?$/;
  return $x eq $y unless $x =~ $number && $y =~ $number;
  return abs($x - $y) <= $tolerance * (abs($x) + abs($y)) / 2;
}

sub compare {
  my ($what, $made, $read) = @_;
  return fail("$what: " . @$made . " rows made, " . @$read . " read") if @$made != @$read || @$made < 2;
  for my $i (1 .. $#$made) {
    for my $k (0 .. $#{$made->[0]}) {
      my ($x, $y) = ($made->[$i][$k] // '', $read->[$i][$k] // '');
      return fail("$what: row $i, $made->[0][$k]: $x made, $y read") unless is_close($x, $y);
    }
  }
  $passed++;
}

# Degrees of freedom of the whole, from the coefficients alone.
sub check_df {
  my ($what, $made, $command) = @_;
  my ($is_read, $told, @read) = run($command);
  my ($df) = grep { $made->[0][$_] eq 'df' } 0 .. $#{$made->[0]};
  return fail("$what: $told") unless $is_read;
  return fail("$what: df $read[1][$df], not $made->[1][$df]") if $read[1][$df] != $made->[1][$df];
  $passed++;
}

for my $run (@runs) {
  my ($name, $method) = @$run;
  my ($file, $statistics, $sample, $weights) = @{$designs{$name}};
  my $what = "$name, $method";
  $weights =~ s/(=| )([a-z0-9_]+\.csv)/$1$data\/$2/g;
  unlink glob 'saved*';
  my ($is_made, $note, @made) = run("$program estimate $data/$file $statistics $sample $weights $method --format csv --save-replicates saved.csv");
  my $options = options_of($note);
  if (!$is_made || !defined $options) {
    fail("$what: $note");
    next;
  }
  my ($is_read, $told, @read) = run("$program estimate saved.csv $statistics $sample $options --format csv");
  $is_read ? compare($what, \@made, \@read) : fail("$what: read: $told");
  next if $method !~ /jk|jackknife/ || $weights =~ /population|lonely/;
  check_df("$what, no design", \@made,
           "$program estimate saved.csv $statistics $options --format csv");
}
print "replicates: $passed passed, $failed failed\n";
exit($failed > 0 || $passed == 0);
