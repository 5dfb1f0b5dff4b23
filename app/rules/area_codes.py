"""Area codes of the United States and Canada: the state or province of each, and the clocks kept there.

The clocks are those of the whole state, for a number stays the same when its owner moves within it. Places are ISO
3166-2, zones IANA's; of two zones that keep the same time the better known stands for both. Codes as the North
American Numbering Plan Administrator assigns them, new ones beside those they relieve (nanpa.com, 2026).
"""

EAST, MIDDLE, MOUNTAIN, WEST = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
ATLANTIC, TORONTO, WINNIPEG, EDMONTON = "America/Halifax", "America/Toronto", "America/Winnipeg", "America/Edmonton"
ARIZONA, ALASKA, ALEUTIANS, HAWAII = "America/Phoenix", "America/Anchorage", "America/Adak", "Pacific/Honolulu"
SASKATCHEWAN, NEWFOUNDLAND, VANCOUVER = "America/Regina", "America/St_Johns", "America/Vancouver"
PEACE_RIVER, YUKON = "America/Fort_Nelson", "America/Whitehorse"  # mountain time, in summer too

_ROWS = (
    ("US-AL", (MIDDLE,), "205 251 256 334 659 938"),
    ("US-AK", (ALASKA, ALEUTIANS), "907"),
    ("US-AZ", (ARIZONA, MOUNTAIN), "480 520 602 623 928"),  # the Navajo Nation changes its clocks
    ("US-AR", (MIDDLE,), "327 479 501 870"),
    ("US-CA", (WEST,), "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669"),
    ("US-CA", (WEST,), "707 714 738 747 760 805 818 820 831 840 858 909 916 925 949 951"),
    ("US-CO", (MOUNTAIN,), "303 719 720 748 970 983"),
    ("US-CT", (EAST,), "203 475 860 959"),
    ("US-DE", (EAST,), "302"),
    ("US-DC", (EAST,), "202 771"),
    ("US-FL", (EAST, MIDDLE), "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904"),
    ("US-FL", (EAST, MIDDLE), "941 954"),
    ("US-GA", (EAST,), "229 404 470 478 678 706 762 770 912 943"),
    ("US-HI", (HAWAII,), "808"),
    ("US-ID", (MOUNTAIN, WEST), "208 986"),
    ("US-IL", (MIDDLE,), "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872"),
    ("US-IN", (EAST, MIDDLE), "219 260 317 463 574 765 812 930"),
    ("US-IA", (MIDDLE,), "319 515 563 641 712"),
    ("US-KS", (MIDDLE, MOUNTAIN), "316 620 785 913"),
    ("US-KY", (EAST, MIDDLE), "270 364 502 606 859"),
    ("US-LA", (MIDDLE,), "225 318 337 504 985"),
    ("US-ME", (EAST,), "207"),
    ("US-MD", (EAST,), "227 240 301 410 443 667"),
    ("US-MA", (EAST,), "339 351 413 508 617 774 781 857 978"),
    ("US-MI", (EAST, MIDDLE), "231 248 269 313 517 586 616 734 810 906 947 989"),
    ("US-MN", (MIDDLE,), "218 320 507 612 651 763 952"),
    ("US-MS", (MIDDLE,), "228 601 662 769"),
    ("US-MO", (MIDDLE,), "235 314 417 557 573 636 660 816 975"),
    ("US-MT", (MOUNTAIN,), "406"),
    ("US-NE", (MIDDLE, MOUNTAIN), "308 402 531"),
    ("US-NV", (WEST, MOUNTAIN), "702 725 775"),  # West Wendover goes with Utah
    ("US-NH", (EAST,), "603"),
    ("US-NJ", (EAST,), "201 551 609 640 732 848 856 862 908 973"),
    ("US-NM", (MOUNTAIN,), "505 575"),
    ("US-NY", (EAST,), "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934"),
    ("US-NC", (EAST,), "252 336 472 704 743 828 910 919 980 984"),
    ("US-ND", (MIDDLE, MOUNTAIN), "701"),
    ("US-OH", (EAST,), "216 220 234 283 326 330 380 419 440 513 567 614 740 937"),
    ("US-OK", (MIDDLE,), "405 539 572 580 918"),
    ("US-OR", (WEST, MOUNTAIN), "458 503 541 971"),
    ("US-PA", (EAST,), "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"),
    ("US-RI", (EAST,), "401"),
    ("US-SC", (EAST,), "803 821 839 843 854 864"),
    ("US-SD", (MIDDLE, MOUNTAIN), "605"),
    ("US-TN", (EAST, MIDDLE), "423 615 629 731 865 901 931"),
    ("US-TX", (MIDDLE, MOUNTAIN), "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832"),
    ("US-TX", (MIDDLE, MOUNTAIN), "903 915 936 940 945 956 972 979"),
    ("US-UT", (MOUNTAIN,), "385 435 801"),
    ("US-VT", (EAST,), "802"),
    ("US-VA", (EAST,), "276 434 540 571 686 703 757 804 826 948"),
    ("US-WA", (WEST,), "206 253 360 425 509 564"),
    ("US-WV", (EAST,), "304 681"),
    ("US-WI", (MIDDLE,), "262 274 353 414 534 608 715 920"),
    ("US-WY", (MOUNTAIN,), "307"),
    ("US-AS", ("Pacific/Pago_Pago",), "684"),
    ("US-GU", ("Pacific/Guam",), "671"),
    ("US-MP", ("Pacific/Saipan",), "670"),
    ("US-PR", ("America/Puerto_Rico",), "787 939"),
    ("US-VI", ("America/St_Thomas",), "340"),
    ("CA-AB", (EDMONTON,), "368 403 587 780 825"),
    ("CA-BC", (VANCOUVER, EDMONTON, PEACE_RIVER), "236 250 257 604 672 778"),
    ("CA-MB", (WINNIPEG,), "204 431 584"),
    ("CA-NB", (ATLANTIC,), "428 506"),
    ("CA-NL", (NEWFOUNDLAND, ATLANTIC), "709 879"),
    ("CA-NS CA-PE", (ATLANTIC,), "782 902"),
    ("CA-NT CA-NU CA-YT", (YUKON, EDMONTON, WINNIPEG, TORONTO), "867"),
    ("CA-ON", (TORONTO, WINNIPEG), "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942"),
    ("CA-QC", (TORONTO, ATLANTIC), "263 273 354 367 418 438 450 468 514 579 581 819 873"),
    ("CA-SK", (SASKATCHEWAN, EDMONTON), "306 474 639"),  # Lloydminster goes with Alberta
)

# What stands behind +1: (places, zones).
AREA_CODES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    code: (frozenset(places.split()), frozenset(zones)) for places, zones, codes in _ROWS for code in codes.split()
}
