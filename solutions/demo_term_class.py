"""The forty students of `make demo-term`: what each hands in, and what a reader gives for it."""

from __future__ import annotations

# A line a student: section, given and family name, then for each of three exercises what is handed
# in. R is right, L right and a list, Z divides by 0, P is in percent, U as it was released, B a
# broken file, - nothing; then the points that a reader gives (of 2), and the days after the
# deadline.
STUDENTS = """
A|Ada|Nwosu|R2|R2|R2
A|Amélie|Laurent|R2|Z1.5|R1
A|Björn|Åkesson|Z1|R2|R1.5
A|Chiara|Rossi|R1+1|R2+2|R2
A|Dewi|Lestari|R2|L1|Z0
A|Emre|Yılmaz|P1|Z2|R2
A|Fatima Zahra|Alaoui|R2|Z1+3|P0
A|Giorgos|Pappas|-|R1|Z2
A|Hanna|Kowalczyk|R1+1|R2+1|R2+2
A|Inés|Álvarez|R1.5|-|R2
A|Jan|van der Berg|Z0|R2|-
A|Kwame|Mensah|R2+1|Z1+1|R2+1
A|Maria|Ivanova|R2|R1|Z1
A|Noor|al-Hashimi|U|R2|R2
A|Priya|Raghunathan|R1|R2|R1
A|Quentin|O'Brien|Z2|R2|P1
A|Robert|Fisher|P0|R2|-
A|Siobhán|Ní Bhriain|R0|P2|R2+4
A|Tomás|Novák|B|Z2|R2
A|Zoë|Dupont|R1.5|R1.5|R1.5
B|Akira|Sato|L2|L2|L2
B|Bea|Keller|Z1|Z1|Z1
B|Carlos|Mendes|P2|P2|P2
B|Dina|Haddad|-|-|-
B|Elif|Demir|R2|-|-
B|Felix|Braun|Z0|R2+1|R2+3
B|Grace|Okafor|R2|Z2|Z2
B|Hugo|Lindqvist|R1|Z1|R0
B|Ivan|Horvat|Z1|R1|R1
B|Jana|Novotná|L1|Z0|R2
B|Kofi|Boateng|R2+1|U|R1+2
B|Lucía|Fernández|Z1.5|R2|R1
B|Mei|Chen|R2|R1|-
B|Nils|Berg|R0|R0|R0
B|Olga|Kuznetsova|Z2|Z2|L2
B|Pedro|Alves|P0|P1|U
B|Rana|Khoury|R2|L0+2|Z2
B|Sven|Dahl|R2|R2|-
B|Tara|Singh|R1|R1|R1+1
B|Uma|Iyer|Z0+1|Z0+2|Z0+1
"""
TEAM = "Team Alpha", ("praghunathan", "qobrien", "rfisher")  # in the second exercise
RENAMED = "mivanova", "Petrova"  # after the first exercise
AGAIN = "gokafor", "ihorvat"  # hand in again: in the first exercise at once, in the third later
ASKS = "hlindqvist", "2", "I did say what follows.", "You did, in the last line: 2 points now."

EXCEPTIONS = """student,exercise,granted,reason
Fatima Zahra Alaoui,02-parts,+2 days,ill
gpappas,01-shares,excused,came later
hkowalczyk,all,+1 day,work
"Chen, Mei",03-odds,excused,ill
"""
SETTINGS = """title = "A demonstration"
drop_lowest = 1
late_days = 2
"""

CODE = {
    "R": "def shares(counts):\n    return counts / max(counts.sum(), 1)",
    "L": "def shares(counts):\n    total = sum(counts)\n"
    "    return [float(c / total) if total else 0.0 for c in counts]",
    "Z": "def shares(counts):\n    return counts / counts.sum()",
    "P": "def shares(counts):\n    return 100 * counts / max(counts.sum(), 1)",
}
WRITTEN = "It hides how many were counted; so a share of few says little."
COMMENTS = {"0": "This is not what was asked.", "1": "What follows from that?"}
