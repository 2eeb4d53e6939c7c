<?php
// pages_extension.php gives a test wiki <pages> and {{#lst:}}, which Debian has no package of. Only
// the rules of the two tags are ours: what a page's nodes are, and what becomes of them when it is
// transcluded, MediaWiki's own preprocessor says. It is loaded behind the test server's stand-in,
// and takes its place.

// MediaWiki reads this file again for these words, inside of a function.
$magicWords = [ 'en' => [ 'lst' => [ 0, 'lst', 'section' ] ] ];
$wgExtensionMessagesFiles['CriaPages'] = __FILE__;

$wgHooks['ParserFirstCallInit'][] = static function ( Parser $parser ) {
	// Whether the node is <section KIND=LABEL>: exact letters, quotes or none, no blanks at '='.
	$labels = static function ( PPNode $node, PPFrame $frame, string $kind, string $label ) {
		$attributes = $frame->expand( $node->splitExt()['attr'] );
		$name = preg_quote( $label, '/' );
		return preg_match( "/\s(?i:$kind)=(?:$name|\"$name\"|'$name')(?:\s|$)/", $attributes );
	};
	$isSection = static fn ( PPNode $node, PPFrame $frame ) => $node->getName() === 'ext' &&
		strtolower( $frame->expand( $node->splitExt()['name'] ) ) === 'section';

	// All stretches from one label to the other; an empty label is the page's start, and then
	// there is one. Only nodes at the top level are looked at.
	$stretches = static function ( PPNode $root, PPFrame $frame, string $begin, string $end )
		use ( $labels, $isSection )
	{
		$out = '';
		$inside = $begin === '';
		for ( $node = $root->getFirstChild(); $node; $node = $node->getNextSibling() ) {
			$section = $isSection( $node, $frame );
			$inside = $inside || ( $section && $labels( $node, $frame, 'begin', $begin ) );
			if ( !$inside ) {
				continue;
			}
			if ( !$section ) {
				$out .= $frame->expand( $node );
			} elseif ( $labels( $node, $frame, 'end', $end ) ) {
				$inside = false;
				if ( $begin === '' ) {
					break;
				}
			}
		}
		return $out;
	};

	$parser->setFunctionHook( 'lst', static function ( Parser $parser, PPFrame $frame, array $args )
		use ( $stretches )
	{
		$args = array_map( static fn ( $a ) => trim( $frame->expand( $a ) ), $args );
		$title = Title::newFromText( $args[0] );
		if ( !$title || !$frame->loopCheck( $title ) ) {
			return '';
		}
		[ $root, $final ] = $parser->getTemplateDom( $title );
		if ( $root === false ) {
			return '[[' . $title->getPrefixedText() . ']]';
		}
		$child = $frame->newChild( false, $final );
		return count( $args ) === 1 ? $child->expand( $root )
			: $stretches( $root, $child, $args[1], $args[2] ?? $args[1] );
	}, Parser::SFH_OBJECT_ARGS );

	// "3, 5-7" as a list; null if it is none.
	$numbers = static function ( string $text ) {
		$out = [];
		foreach ( explode( ',', str_replace( ' ', '', $text ) ) as $item ) {
			if ( !preg_match( '/^([1-9]\d*)(?:-([1-9]\d*))?$/', $item, $m ) ||
				(int)( $m[2] ?? $m[1] ) < (int)$m[1] ) {
				return null;
			}
			$out = array_merge( $out, range( (int)$m[1], (int)( $m[2] ?? $m[1] ) ) );
		}
		return $out;
	};

	$last = static function ( string $index ) {
		$titles = wfGetDB( DB_REPLICA )->selectFieldValues( 'page', 'page_title',
			[ 'page_namespace' => 104 ], __METHOD__ );
		$prefix = str_replace( ' ', '_', $index ) . '/';
		return max( [ 0 ] + array_map( static fn ( $t ) =>
			strpos( $t, $prefix ) === 0 ? (int)substr( $t, strlen( $prefix ) ) : 0, $titles ) );
	};

	// The numbers that the attributes ask for; null for a fault, of which the reader sees a message.
	$chosen = static function ( array $a ) use ( $numbers, $last ) {
		$list = empty( $a['include'] ) ? [] : $numbers( $a['include'] );
		$step = ( $a['step'] ?? '' ) ?: '1';
		if ( $list === null || !ctype_digit( $step ) ) {
			return null;
		}
		if ( !empty( $a['from'] ) || !empty( $a['to'] ) ) {
			$from = ( $a['from'] ?? '' ) ?: '1';
			$to = ( $a['to'] ?? '' ) ?: (string)max( (int)$from, $last( $a['index'] ) );
			if ( !ctype_digit( $from ) || !ctype_digit( $to ) || (int)$from > (int)$to ) {
				return null;
			}
			$list = array_merge( $list, range( (int)$from, (int)$to ) );
		}
		$without = empty( $a['exclude'] ) ? [] : $numbers( $a['exclude'] );
		if ( $without === null ) {
			return null;
		}
		$list = array_diff( array_unique( $list ), $without );
		sort( $list );
		return array_filter( $list, static fn ( $n ) => $n % (int)$step === $list[0] % (int)$step );
	};

	$parser->setHook( 'pages', static function ( $in, array $a, Parser $parser ) use ( $chosen ) {
		static $nested = false;
		$index = Title::makeTitleSafe( 106, $a['index'] ?? '' );
		if ( $nested || !$index || $parser->getTitle()->inNamespace( 104 ) ) {
			return '';
		}
		$a['index'] = $index->getText();
		$only = $a['onlysection'] ?? null;
		$list = array_values( $chosen( $a ) ?? [] );
		$out = $separator = '';
		foreach ( $list as $i => $n ) {
			$title = Title::makeTitle( 104, "{$a['index']}/$n" );
			if ( !$title->exists() ) {
				continue; // the extension has a red link, which is no text
			}
			$name = $title->getPrefixedText();
			$begin = $i === 0 && $only === null ? $a['fromsection'] ?? null : null;
			$end = $i === count( $list ) - 1 && $only === null ? $a['tosection'] ?? null : null;
			$out .= $separator;
			if ( $begin !== null || $end !== null ) {
				$out .= "{{#lst:$name|$begin|$end}}";
			} else {
				$out .= $only !== null ? "{{#lst:$name|$only}}" : "{{:$name}}";
			}
			// The extension puts one behind the last page too, which takes away the hyphen of a
			// word that goes on elsewhere.
			$text = $parser->fetchTemplateAndTitle( $title )[0];
			$empty = preg_match( '/<pagequality\s+level="0"/', (string)$text );
			$separator = $empty ? '' : '__PAGESEPARATOR__';
		}
		$nested = true;
		$html = $parser->recursiveTagParse( "<div class=\"prp-pages-output\">\n$out\n</div>" );
		$nested = false;
		// The extension joins no word over a label at the page's end; a reader does.
		$label = "\x7f'\"`UNIQ--section-[^\x7f]*\x7f";
		return str_replace( '__PAGESEPARATOR__', '&#32;',
			preg_replace( "/-((?:$label)*)__PAGESEPARATOR__/", '$1', $html ) );
	} );
};
